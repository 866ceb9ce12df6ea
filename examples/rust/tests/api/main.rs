// SPDX-License-Identifier: MIT
//! The safe layer as its users see it. One program for all of it, which links faster than one a
//! file.

mod data;
mod fit;
mod network;
mod samples;
mod threads;
