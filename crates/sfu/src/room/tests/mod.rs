//! A whole room with simulated clients over a simulated network, in virtual time.

mod world;

mod conversing;
mod hostile;
mod layers;
mod meeting;
mod moderating;
mod presence;
mod resuming;
