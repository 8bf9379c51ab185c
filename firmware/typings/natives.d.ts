/** How TypeScript binds to C in XS (SDK: xs/includes/xs.d.ts); @moddable/typings lacks it. */

/** A base class whose instances hold native data, which the C function `destructor` frees. */
declare function Native(destructor: string): new () => object;
/** The C function of that name, to be called with `call`; the name must be a literal. */
declare function native(name: string): (...args: unknown[]) => unknown;
