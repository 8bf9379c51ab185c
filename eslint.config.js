// @ts-check
import ts from 'typescript';
import tseslint from 'typescript-eslint';

/** Module-level state is read-only on the chip, and shared by all boards of a process here. */
const STATE_RULES = [
  {
    selector: 'Program > VariableDeclaration[kind!="const"]',
    message:
      'No module-level let or var: state lives in instances (preloaded modules are read-only).',
  },
  {
    selector: 'Program > ExportNamedDeclaration > VariableDeclaration[kind!="const"]',
    message:
      'No module-level let or var: state lives in instances (preloaded modules are read-only).',
  },
  {
    selector:
      ':matches(Program > VariableDeclaration, Program > ExportNamedDeclaration > VariableDeclaration) > VariableDeclarator > :matches(NewExpression, CallExpression:not([callee.object.name="Object"][callee.property.name="freeze"])).init',
    message: 'No module-level object made by a call or by new: in ROM every write to it throws.',
  },
  {
    selector:
      ':matches(Program > VariableDeclaration, Program > ExportNamedDeclaration > VariableDeclaration) > VariableDeclarator > :matches(ObjectExpression, ArrayExpression, TSAsExpression, TSSatisfiesExpression).init',
    message: 'Freeze tables with Object.freeze(…, true): the linker keeps a copy of others in RAM.',
  },
  {
    selector: 'PropertyDefinition[static=true] NewExpression',
    message: 'No static instance: in ROM every write to it throws.',
  },
  {
    selector: 'PropertyDefinition[static=true][readonly!=true]',
    message: 'Static fields are read-only on the chip: say readonly.',
  },
];

/** Built-ins are frozen on the chip, so assigning a name that an object inherits throws. */
const OVERRIDE_RULES = [
  {
    selector:
      'AssignmentExpression > MemberExpression.left[computed=false][property.name=/^(name|message|stack|cause|constructor|toString|toLocaleString|valueOf|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|at|concat|length|map|filter|find|includes|indexOf|join|keys|values|entries|push|pop|shift|unshift|slice|splice|sort|reverse|fill|then|catch|finally)$/]:not([object.type="ThisExpression"])',
    message: 'Assigning an inherited name throws on the chip: use a class field or a literal.',
  },
  {
    selector:
      'AssignmentExpression > MemberExpression.left > MemberExpression[property.name="prototype"]',
    message: 'Prototypes are frozen on the chip.',
  },
];

/**
 * Texts are counted in characters on the chip and in UTF-16 units elsewhere: their
 * methods answer alike in the simulator's realms, `length` and `[i]` cannot.
 */
/** @type {any} */
const noUtf16Index = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      index: 'On the chip this counts characters, not UTF-16 units: count bytes instead.',
    },
  },
  create: (context) => {
    const services = context.sourceCode.parserServices;
    return {
      MemberExpression: (node) => {
        const isLength = !node.computed && node.property.name === 'length';
        if (!isLength && !node.computed) return;
        const type = services.getTypeAtLocation(node.object);
        const parts = type.isUnion() ? type.types : [type];
        if (parts.some((part) => part.flags & ts.TypeFlags.StringLike))
          context.report({ node, messageId: 'index' });
      },
    };
  },
};

/** XS strips built-ins whose names do not occur in the linked code. */
const STRIP_RULES = [
  {
    selector:
      'CallExpression > MemberExpression.callee[computed=true]:not([property.type="Literal"])',
    message: 'No computed method names: XS strips what is not named.',
  },
  {
    selector: 'RegExpLiteral, Literal[regex]',
    message: 'Regular expressions keep the parser in RAM.',
  },
];

export default tseslint.config(
  { ignores: ['node_modules/', 'build/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // `bytes[i]!`: indices are in range by construction, and the checker cannot see it.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/unified-signatures': 'off', // overloads show PubSubClient's forms one by one
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    // The simulated sensor runs in Moddable's simulator too.
    files: ['firmware/**/*.ts', 'host-sim/board/dht-*.ts'],
    plugins: { chip: { rules: { 'no-utf16-index': noUtf16Index } } },
    rules: {
      'chip/no-utf16-index': 'error',
      // What is bound to C is called with `this`, or XS's compiler cannot fold it.
      '@typescript-eslint/no-invalid-void-type': ['error', { allowAsThisParameter: true }],
      'no-restricted-syntax': ['error', ...STATE_RULES, ...OVERRIDE_RULES, ...STRIP_RULES],
      'max-lines': ['error', { max: 400 }],
    },
  },
  {
    files: ['host-sim/**/*.ts'],
    ignores: [
      'host-sim/{cli,terminal}.ts',
      'host-sim/scenario/cli.ts',
      'host-sim/chaos/cli.ts',
      'host-sim/soak/cli.ts',
      'host-sim/faults/cli.ts',
      'host-sim/fleet/cli.ts',
      'host-sim/payload/cli.ts',
      'host-sim/home-care/cli.ts',
      'host-sim/provision/cli.ts',
      'host-sim/broker/mosquitto/derived-passwords.ts',
      'host-sim/chip/{flash,list-boards,monitor}.ts',
    ],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'argv', message: 'Only cli.ts reads the command line.' },
        { object: 'process', property: 'env', message: 'Only terminal.ts reads the environment.' },
        { object: 'process', property: 'stdout', message: 'Only terminal.ts prints.' },
        { object: 'process', property: 'stderr', message: 'Only terminal.ts prints.' },
      ],
    },
  },
  {
    // What stands in for the engine's own text functions calls those, and counts as they do.
    files: ['host-sim/engine/realm/*.ts'],
    rules: {
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // Callbacks of tests say what they do in one expression, and misuse is what some of them try.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: 'test' }] },
      ],
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
    },
  },
  {
    files: ['**/*.d.ts'],
    // An import at the top would make these declarations a module.
    rules: {
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
    },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
);
