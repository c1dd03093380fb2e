//! The binary and its parts from outside.

mod account;
mod config;
mod listen;
mod openid;
mod program;
mod session_limit;
mod start;
mod stop;
mod tls;
mod walls;
