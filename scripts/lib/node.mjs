// Runs programs with the project's own Node. Plain Node: nothing here may need an installed package.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { projectNode, root } from './paths.mjs';

/** The oldest major version of Node that the native modules and the tools run on. */
const NEEDED_MAJOR = 24;

/** Whether this very process may load the app and the tools. */
export const isNodeNewEnough = Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR;

/** The Node to run the app and the tools with. @returns {string} */
export function nodePath() {
  if (existsSync(projectNode)) return projectNode;
  if (isNodeNewEnough) return process.execPath;
  throw new Error(
    `Node ${NEEDED_MAJOR} is missing in node_modules/node. Run "npm rebuild node", or use Node ${NEEDED_MAJOR} or newer.`,
  );
}

/**
 * Runs a program in the project's root, hands signals on and waits for its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & { timeout?: number }} [options]
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} output only where `stdio` pipes it
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    const handOn = (signal) => {
      // Ctrl+C in a terminal reaches the child by itself; a second one would cut its orderly end short.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of signals) process.on(signal, handOn);
    const done = () => {
      for (const signal of signals) process.off(signal, handOn);
    };
    child.once('error', (error) => {
      done();
      reject(error);
    });
    child.once('close', (code, signal) => {
      done();
      resolve({ code: code ?? 128 + (constants.signals[signal] ?? 0), stdout, stderr });
    });
  });
}

/** Starts the script again with the project's own Node and ends with its exit code, unless this one is new enough. */
export async function runIfOtherNode(script) {
  if (isNodeNewEnough) return;
  const { code } = await run(nodePath(), [script, ...process.argv.slice(2)]);
  process.exit(code);
}
