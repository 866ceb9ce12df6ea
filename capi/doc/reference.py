# SPDX-License-Identifier: MIT
"""The chapters of the header as Doxygen wants them, from api.json: one declaration after another, each
with a documentation comment of its own. (The header itself is to be read by people: there a comment may
stand above several functions, and nothing in it is marked up.)"""

import json
import pathlib
import re

import documentation

SPECIAL = re.compile(r"[\\@<>#&*\[\]|~]")
ESCAPED = {"@": "@@", "<": "&lt;", ">": "&gt;", "&": "&amp;"}  # others by a backslash


class Reference:
    """The documented declarations of an API description."""

    def __init__(self, api):
        self.api = api
        self.statuses = {value["name"].removeprefix("NN_ERROR_")
                         for value in api["enumerations"][0]["values"]}
        self.names = {each["name"] for each in api["macros"]}
        self.names |= {value["name"] for each in api["enumerations"] for value in each["values"]}

    def marked_up(self, text):
        """Text in which nothing is taken for a command or a tag, and statuses have their names."""
        text = re.sub(r"\b[A-Z_]{2,}\b", lambda word: (
            f"NN_ERROR_{word.group()}" if word.group() in self.statuses else word.group()), text)
        text = SPECIAL.sub(lambda mark: ESCAPED.get(mark.group(), f"\\{mark.group()}"), text)
        return re.sub(r"\bNN_[A-Z0-9_]+\b", lambda name: (
            f"#{name.group()}" if name.group() in self.names else name.group()), text)

    def comment(self, doc, parameters=(), brief=None):
        """A documentation comment."""
        parsed = documentation.parse(doc)
        lines, names = [], [parameter["name"] for parameter in parameters]
        if brief:
            lines += [f"@brief {self.marked_up(brief)}", ""]
        for block in parsed.blocks:
            text = self.marked_up(block.text)
            if block.kind == "item":
                lines.append(f"- {text}")
            elif block.kind == "definition":
                lines.append(f"@param {block.word} {text}" if block.word in names
                             else f"- `{block.word}`: {text}")
            else:
                lines += ["", text, ""]
        for title, text in (("Errors", parsed.errors), ("Threads", parsed.threads)):
            if text:
                text = self.marked_up(re.sub(r"^Errors: ", "", text))
                lines += ["", f"@par {title}", f"{text[0].upper()}{text[1:]}", ""]
        if parsed.since:
            lines.append(f"@since {parsed.since}")
        body = "\n".join(f" * {line}".rstrip() for line in lines)
        return f"/**\n{body}\n */\n" if lines else ""

    def function(self, each):
        parameters = ", ".join(f"{parameter['type']} {parameter['name']}"
                               for parameter in each["parameters"]) or "void"
        return (self.comment(each["doc"], each["parameters"]) +
                f"{each['result']['type']} {each['name']}({parameters});\n")

    def callback(self, each):
        parameters = ", ".join(f"{parameter['type']} {parameter['name']}"
                               for parameter in each["parameters"])
        return (self.comment(each["doc"], each["parameters"]) +
                f"typedef {each['result']['type']} (*{each['name']})({parameters});\n")

    def struct(self, each):
        fields = "".join(f"{self.comment(field['doc'])}{field['type']} {field['name']};\n"
                         for field in each["fields"])
        comment = self.comment(each["doc"])
        return f"{comment}typedef struct {each['name']} {{\n{fields}}} {each['name']};\n"

    def enumeration(self, each):
        """Doxygen has no better name for an enumeration without one than that of a group."""
        values = ",\n".join(f"{self.comment(value['doc'])}{value['name']} = {value['value']}"
                            for value in each["values"])
        title = (f"Values of {each['type']}" if each["type"] != "int32_t" else
                 f"{each['prefix']}, the values of {', '.join(each['options'])}")
        return (f"/** @name {title}\n * @{{ */\n{self.comment(each['doc'])}"
                f"enum {{\n{values}\n}};\n/** @}} */\n")

    def integer(self, each):
        return f"{self.comment(each['doc'])}typedef {each['type']} {each['name']};\n"

    def handle(self, each):
        return f"{self.comment(each['doc'])}typedef struct {each['name']} {each['name']};\n"

    def macro(self, each):
        return f"{self.comment(each['doc'])}#define {each['name']} {each['value']}\n"

    def chapter(self, chapter):
        """A chapter's text. Types come before what uses them."""
        kinds = (("macros", self.macro), ("integers", self.integer), ("handles", self.handle),
                 ("enumerations", self.enumeration), ("structs", self.struct),
                 ("callbacks", self.callback), ("functions", self.function))
        parts = [write(each) for kind, write in kinds for each in self.api[kind]
                 if each["chapter"] == chapter["name"]]
        title = f"Chapter {chapter['number']}: {chapter['title']}"
        doc = chapter["doc"].partition("A chapter of neuro.h.")[2].strip()
        return self.comment(doc, brief=title).replace("/**\n", "/** @file\n", 1) + "\n".join(parts)


def write(api_path, output):
    """Writes all chapters into a directory."""
    with open(api_path, encoding="utf-8") as file:
        reference = Reference(json.load(file))
    directory = pathlib.Path(output)
    directory.mkdir(parents=True, exist_ok=True)
    for chapter in reference.api["chapters"]:
        path = directory / pathlib.Path(chapter["header"]).name
        path.write_text(reference.chapter(chapter), "utf-8")
