import { spawnSync } from 'node:child_process';
import { test } from 'vitest';

/** The interpreter that development-time checks run with. */
export const python = process.env.BOWERBIRD_PYTHON ?? 'python3';

const hasRuntime = spawnSync(python, ['-c', 'import numpy, onnxruntime'], { stdio: 'ignore' }).status === 0;

/** A test that needs Python with onnxruntime (`BOWERBIRD_PYTHON` names one); where there is none, it is listed as skipped. */
export function testWithOnnxRuntimeOfPython(name: string, run: () => Promise<void> | void): void {
  test.skipIf(!hasRuntime)(name, { timeout: 120_000 }, run);
}
