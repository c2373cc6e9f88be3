// Prints the last line of .ci/run, `N passed, N failed`, from vitest's JSON report, and ends with an exit code to match.
// A test file that could not be loaded, a report that is missing and a failed check count as one failure each.
import { readFileSync } from 'node:fs';

const [report = '', testsExit = '1', checkExit = '1'] = process.argv.slice(2);

/** @returns {{passed: number, failed: number}} */
function countTests() {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const unloaded = testResults.filter(
      (/** @type {{status: string, assertionResults: {status: string}[]}} */ { status, assertionResults }) =>
        status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
    );
    return { passed: numPassedTests, failed: numFailedTests + unloaded.length };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

const tests = countTests();
// A run that failed though no test did: a fault outside of the tests, or none of them ran.
const hidden = tests.failed === 0 && (testsExit !== '0' || tests.passed === 0) ? 1 : 0;
const failed = tests.failed + hidden + (checkExit === '0' ? 0 : 1);
process.stdout.write(`${tests.passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
