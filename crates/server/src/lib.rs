//! The binary `vestibule`: joins the identity half and the media half, owns configuration, command line, listener and
//! adapters. It decides nothing about accounts or conferences itself: rules live in `domain`, use cases in `app`.

pub mod adapters;
pub mod cli;
pub mod compose;
pub mod config;
pub mod control;
pub mod data;
pub mod listen;
pub mod telemetry;
