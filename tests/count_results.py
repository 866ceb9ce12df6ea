# SPDX-License-Identifier: MIT
"""Counts test cases in Meson's logs: count_results.py LOG_DIRECTORY

Prints what failed and what was skipped, and at last "N passed, N failed". Exits with 0 if nothing
failed and something passed. A skipped test counts as failed where CI=true: there, everything that
a test may need is installed.

testlog.json says how each test program ended; testlog.junit.xml has the cases of those that are
GoogleTest's. Neither is enough: Meson leaves a time-out out of the latter, and a program that
crashes has written no cases, or not all that it should.
"""

import collections
import json
import os
import pathlib
import re
import sys
import xml.etree.ElementTree

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


def read_programs(path):
    """[(name, Meson's result)] of every test program. The name of one that was skipped tells why, if
    the program has said so: "skipped: no go"."""
    with open(path, encoding="utf-8") as file:
        tests = [json.loads(line) for line in file]
    return [(test["name"] + reason(test), test["result"]) for test in tests]


def read_notes(path):
    """What tests that passed want to be seen: lines that begin with "note: "."""
    with open(path, encoding="utf-8") as file:
        tests = [json.loads(line) for line in file]
    return [note for test in tests
            for note in re.findall(r"^note: .*$", test.get("stdout", ""), re.MULTILINE)]


def reason(test):
    said = re.findall(r"^skipped: (.*)$", test.get("stdout", ""), re.MULTILINE)
    return f": {said[-1]}" if said and test["result"] == "SKIP" else ""


def read_cases(path):
    """{program: [(case, outcome)]} of the GoogleTest programs, whose suites Meson names
    project.program.suite; the suites of all others have the project's name alone."""
    cases = collections.defaultdict(list)
    for suite in xml.etree.ElementTree.parse(path).iter("testsuite"):
        program = suite.get("name").split(".")[1:-1]
        if not program:
            continue
        for case in suite.iter("testcase"):
            if case.get("status") != "notrun":
                name = f"{case.get('classname')}.{case.get('name')}"
                cases[".".join(program)].append((name, case_outcome(case)))
    return cases


def case_outcome(case):
    if case.find("failure") is not None or case.find("error") is not None:
        return FAILED
    return PASSED if case.find("skipped") is None else SKIPPED


def program_outcome(result):
    if result in ("OK", "EXPECTEDFAIL"):
        return PASSED
    return SKIPPED if result == "SKIP" else FAILED


def list_outcomes(programs, cases):
    """[(name, outcome)] of all test cases."""
    outcomes = []
    for name, result in programs:
        own = cases.get(name, [])
        outcomes += [(f"{name}: {case}", outcome) for case, outcome in own]
        outcome = program_outcome(result)
        # One more than its cases, if it failed in spite of them.
        if not own or (outcome == FAILED and all(known != FAILED for _, known in own)):
            outcomes.append((f"{name} ({result})", outcome))
    return outcomes


def main():
    logs = pathlib.Path(sys.argv[1])
    try:
        programs = read_programs(logs / "testlog.json")
        cases = read_cases(logs / "testlog.junit.xml")
    except (OSError, ValueError, xml.etree.ElementTree.ParseError) as error:
        print(f"no results: {error}")
        programs, cases = [("meson test", "ERROR")], {}

    else:
        for note in read_notes(logs / "testlog.json"):
            print(note)
    outcomes = list_outcomes(programs, cases)
    count = collections.Counter(outcome for _, outcome in outcomes)
    for name, outcome in outcomes:
        if outcome != PASSED:
            print(f"{outcome}: {name}")
    failed = count[FAILED]
    if os.environ.get("CI") == "true":
        failed += count[SKIPPED]
    elif count[SKIPPED]:
        print(f"{count[SKIPPED]} skipped")
    print(f"{count[PASSED]} passed, {failed} failed")
    sys.exit(0 if failed == 0 and count[PASSED] > 0 else 1)


if __name__ == "__main__":
    main()
