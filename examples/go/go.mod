// SPDX-License-Identifier: MIT

module example.com/neuro

go 1.19
