#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the HTML documentation anew: writes the reference's headers, then runs Doxygen on them and on
the guide.

    usage: html.py DOXYGEN DOXYFILE API_JSON REFERENCE_DIRECTORY HTML_DIRECTORY
"""

import shutil
import subprocess
import sys

import reference


def main():
    doxygen, doxyfile, api, headers, html = sys.argv[1:]
    for directory in (headers, html):  # nothing of an earlier run is to be left
        shutil.rmtree(directory, ignore_errors=True)
    reference.write(api, headers)
    sys.exit(subprocess.run([doxygen, doxyfile], check=False).returncode)


if __name__ == "__main__":
    main()
