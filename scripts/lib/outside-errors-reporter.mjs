import { writeFileSync } from 'node:fs';
import { errorsBeside } from './test-reports.mjs';

/**
 * Reporter of Vitest that keeps what its `json` reporter leaves out: errors outside of any test, such as a rejection that
 * nobody handled. They are written beside that report.
 */
export default class OutsideErrorsReporter {
  #path;

  onInit({ config }) {
    this.#path = errorsBeside(config.outputFile.json);
  }

  onTestRunEnd(_modules, errors) {
    writeFileSync(
      this.#path,
      JSON.stringify(errors.map(({ message, stack, VITEST_TEST_PATH: file }) => ({ message, stack, file }))),
    );
  }
}
