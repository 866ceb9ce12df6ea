#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Only kernels that are chosen at run time use more than the baseline of x86-64: elsewhere no function of
the library has an instruction that every processor of that architecture does not have.

    usage: baseline_isa.py LIBRARY    (with its symbols)

The trap is functions of headers that are inlined nowhere: compiled along with kernels, one made of AVX
instructions may be the one that the linker keeps for everybody.
"""

import re
import subprocess
import sys

# Highway's namespaces for AVX2 and AVX-512, in which a function is in mangled form.
KERNELS = re.compile(r"N_(AVX2|AVX3(_\w+)?)E|\d+N_AVX[23]")
FUNCTION = re.compile(r"^[0-9a-f]+ <(.+)>:$")
INSTRUCTION = re.compile(r"^\s+[0-9a-f]+:\s+(?:(?:rep|repz|repnz|lock|bnd|notrack|data16|cs) )*(\S+)(.*)")
# VEX and EVEX encodings begin with v, but for those of masks and BMI; xmm16 and up are AVX-512's.
BEYOND = re.compile(r"v(?!err|erw)\w+|k(mov|and|or|xor|not|test|ortest|shift|add|unpck)\w*"
                    r"|andn|bextr|bls(i|r|msk)|bzhi|mulx|pdep|pext|rorx|sarx|shlx|shrx"
                    r"|(p|pc)?(lzcnt|popcnt)|movbe|adcx|adox|crc32\w*"
                    r"|p(shufb|abs[bwd]|align[r]|mulld|min[su][bwd]|max[su][bwd]|blend\w+|test"
                    r"|movsx\w+|movzx\w+|insr[bdq]|extr[bdq]|cmpeqq|cmpgtq|hadd\w+|hsub\w+)"
                    r"|(round|blend|dpp|insert|extract)p?[sd]\w*|(h|add)(add|sub)p[sd]|aes\w+")
# What SSE2 has of that form: minima and maxima of these two types.
BASELINE = {"pminub", "pminsw", "pmaxub", "pmaxsw"}


def functions(library):
    """(name, [(mnemonic, operands)]) of all functions."""
    listing = subprocess.run(["objdump", "-d", "--no-show-raw-insn", library], check=True,
                             capture_output=True, text=True).stdout
    name, instructions = None, []
    for line in listing.splitlines():
        start, instruction = FUNCTION.match(line), INSTRUCTION.match(line)
        if start:
            if name is not None:
                yield name, instructions
            name, instructions = start.group(1), []
        elif instruction:
            instructions.append(instruction.groups())
    yield name, instructions


def is_beyond(mnemonic, operands):
    return ((BEYOND.fullmatch(mnemonic) is not None and mnemonic not in BASELINE) or
            re.search(r"%(ymm|zmm|xmm(1[6-9]|[23]\d)|k[0-7])\b", operands) is not None)


def main():
    found, kernels, others = [], 0, 0
    for name, instructions in functions(sys.argv[1]):
        beyond = {mnemonic for mnemonic, operands in instructions
                  if is_beyond(mnemonic, operands)}
        if KERNELS.search(name):
            kernels += bool(beyond)
        else:
            others += 1
            if beyond:
                found.append(f"{name}: {' '.join(sorted(beyond))}")
    if kernels < 20 or others < 500:
        sys.exit(f"only {kernels} kernels and {others} other functions found: is it stripped?")
    if found:
        sys.exit("beyond the baseline:\n" + "\n".join(found))
    print(f"{kernels} kernels beyond the baseline, none of {others} other functions")


if __name__ == "__main__":
    main()
