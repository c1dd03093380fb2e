//! A whole room with simulated clients over a simulated network, in virtual time.

mod asking;
mod network;
mod world;

mod conversing;
mod ending;
mod hostile;
mod layers;
mod meeting;
mod moderating;
mod presence;
mod resuming;
