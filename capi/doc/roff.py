# SPDX-License-Identifier: MIT
"""Text as roff wants it, the language of manual pages."""


def escaped(text):
    """Text in which nothing is taken for a request or an escape, and hyphens can be searched for."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    text = text.replace("^", "\\(ha").replace("~", "\\(ti")
    return "\n".join(f"\\&{line}" if line.startswith(".") else line for line in text.splitlines())


def quoted(text):
    """The argument of a request."""
    return '"' + escaped(text).replace('"', "\\(dq") + '"'
