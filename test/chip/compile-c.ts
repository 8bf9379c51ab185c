/**
 * Compiles the firmware's C for a RISC-V ESP32 against ESP-IDF's and the SDK's own
 * headers, warnings as errors. It says that the C means something to that compiler
 * and those headers; linking needs Espressif's tools.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../architecture/source';

const ESP32 = 'firmware/moddable/esp32';
const COMPILER = 'riscv64-unknown-elf-gcc';

/** What `idf.py` would configure, as far as headers ask for it. */
const SDKCONFIG = [
  '#define CONFIG_IDF_TARGET "esp32c3"',
  '#define CONFIG_IDF_TARGET_ESP32C3 1',
  '#define CONFIG_IDF_TARGET_ARCH_RISCV 1',
  '#define CONFIG_ESP_SYSTEM_SINGLE_CORE_MODE 1',
  '#define CONFIG_FREERTOS_HZ 1000',
  '#define CONFIG_FREERTOS_UNICORE 1',
  '#define CONFIG_FREERTOS_NUMBER_OF_CORES 1',
  '#define CONFIG_FREERTOS_MAX_TASK_NAME_LEN 16',
  '#define CONFIG_FREERTOS_TASK_NOTIFICATION_ARRAY_ENTRIES 1',
  '#define CONFIG_FREERTOS_TIMER_TASK_PRIORITY 1',
  '#define CONFIG_FREERTOS_TIMER_QUEUE_LENGTH 10',
  '#define CONFIG_FREERTOS_TIMER_TASK_STACK_DEPTH 2048',
  '#define CONFIG_FREERTOS_QUEUE_REGISTRY_SIZE 0',
  '#define CONFIG_LOG_MAXIMUM_LEVEL 0',
  '#define CONFIG_LOG_DEFAULT_LEVEL 0',
  '#define CONFIG_SOC_RTC_FAST_MEM_SUPPORTED 1',
].join('\n');

const COMPONENT_HEADERS = [
  '*/include',
  '*/esp32c3/include',
  '*/platform_include',
  'soc/esp32c3/register',
  'hal/platform_port/include',
  'freertos/config/include',
  'freertos/config/include/freertos',
  'freertos/config/riscv/include',
  'freertos/FreeRTOS-Kernel/include',
  'freertos/FreeRTOS-Kernel/portable/riscv/include',
  'freertos/FreeRTOS-Kernel/portable/riscv/include/freertos',
  'freertos/esp_additions/include',
  'lwip/lwip/src/include',
  'lwip/port/include',
  'esp_rom/esp32c3',
  'esp_rom/esp32c3/include/esp32c3',
  'esp_hw_support/include/soc',
  'esp_hw_support/etm/include',
];

const SDK_HEADERS = ['xs/platforms/esp', 'xs/includes', 'xs/platforms', 'modules/io/common'];

/** Each is a build of its own: release, debug, and with the console on USB. */
const VARIANTS: readonly (readonly string[])[] = [[], ['-DmxDebug=1'], ['-DMODDEF_CONSOLE_USB=1']];

/** The firmware's C files, from the root. */
export function cFiles(): string[] {
  return readdirSync(join(ROOT, ESP32))
    .filter((name) => name.endsWith('.c'))
    .map((name) => join(ESP32, name));
}

/** The folders that a pattern of COMPONENT_HEADERS means. */
function componentFolders(idf: string, pattern: string): string[] {
  const components = join(idf, 'components');
  if (!pattern.startsWith('*/')) return [join(components, pattern)];
  return readdirSync(components).map((name) => join(components, name, pattern.slice(2)));
}

/** Why C cannot be compiled here, or undefined. */
export function noCompiler(): string | undefined {
  const { error } = spawnSync(COMPILER, ['--version']);
  return error && 'install gcc-riscv64-unknown-elf and picolibc-riscv64-unknown-elf';
}

/** What the compiler has to say of each file in each variant; empty when that is nothing. */
export function compileC(moddable: string, idf: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-c-'));
  try {
    writeFileSync(join(folder, 'sdkconfig.h'), SDKCONFIG);
    const headers = [
      ...COMPONENT_HEADERS.flatMap((pattern) => componentFolders(idf, pattern)),
      ...SDK_HEADERS.map((name) => join(moddable, name)),
    ].filter((path) => existsSync(path));
    const options = [
      ...['-march=rv32imc_zicsr_zifencei', '-mabi=ilp32', '--specs=picolibc.specs'],
      ...['-std=gnu17', '-fsyntax-only', '-Wall', '-Wextra', '-Werror'],
      ...['-DESP32=1', '-DkCPUESP32C3=1', '-D__ets__', '-U__STRICT_ANSI__'],
      `-I${folder}`,
      // Their warnings are theirs.
      ...headers.flatMap((path) => ['-isystem', path]),
    ];
    return cFiles().flatMap((file) =>
      VARIANTS.flatMap((variant) => compileOne([...options, ...variant, join(ROOT, file)])),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compileOne(options: readonly string[]): string[] {
  try {
    execFileSync(COMPILER, options, { stdio: ['ignore', 'ignore', 'pipe'] });
    return [];
  } catch (error) {
    return [String((error as { stderr?: Buffer }).stderr ?? error)];
  }
}
