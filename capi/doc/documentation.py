# SPDX-License-Identifier: MIT
"""The comments of neuro.h, taken apart: what the manual page and the HTML reference are made of. Knows
nothing of the format in which either is written."""

import dataclasses
import re

ITEM = re.compile(r" *- +(.*)")
DEFINITION = re.compile(r" {2,3}(\w+) {2,}(\S.*)")
# Where the sentence begins that says what can go wrong, and sentences that say who else may do what.
ERRORS = re.compile(r"(?:^|(?<=[.)] ))(?:Errors|Errors and thread-safety|"
                    r"Arguments, errors and thread-safety)(?:: | as ).*")
THREADS = re.compile(r"(?:^|(?<= ))(?:Safe from|No other thread may|The network must not be in use|"
                     r"Thread-safety as|While one thread)[^.]*(?:\.[^ ][^.]*)*\.(?= |$)")
SINCE = re.compile(r" ?\bSince (\d+\.\d+(?:\.\d+)?)\.")


@dataclasses.dataclass
class Block:
    """A paragraph, an item of a list, or the definition of a word."""

    kind: str  # "text", "item" or "definition"
    text: str
    word: str = ""


@dataclasses.dataclass
class Documentation:
    """A comment. The parts that are not there are empty."""

    blocks: list
    errors: str = ""
    threads: str = ""
    since: str = ""


def blocks_of(doc):
    """Paragraphs, items and definitions, each as one line of text."""
    blocks, open_block = [], None
    for line in doc.splitlines():
        item, definition = ITEM.fullmatch(line), DEFINITION.fullmatch(line)
        if not line.strip():
            open_block = None
        elif item:
            open_block = Block("item", item.group(1))
            blocks.append(open_block)
        elif definition:
            open_block = Block("definition", definition.group(2), definition.group(1))
            blocks.append(open_block)
        elif open_block is None or (open_block.kind == "item" and not line.startswith(" ")):
            open_block = Block("text", line.strip())
            blocks.append(open_block)
        else:
            open_block.text += " " + line.strip()
    return blocks


def take(pattern, text):
    """What matches, and the text without it."""
    found = [match.group().strip() for match in pattern.finditer(text)]
    return " ".join(found), " ".join(pattern.sub(" ", text).split())


def parse(doc):
    """The Documentation that a comment is."""
    parsed = Documentation([])
    for block in blocks_of(doc):
        if block.kind == "text":
            since = SINCE.search(block.text)
            parsed.since = since.group(1) if since else parsed.since
            errors, text = take(ERRORS, SINCE.sub("", block.text))
            threads, text = take(THREADS, text)
            more, errors = take(THREADS, errors)
            parsed.errors = f"{parsed.errors} {errors}".strip()
            parsed.threads = f"{parsed.threads} {threads} {more}".strip()
            block = dataclasses.replace(block, text=text)
        if block.text:
            parsed.blocks.append(block)
    return parsed
