//! The binary and its parts from outside.

mod config;
mod listen;
mod walls;
