//! The media half from outside: through its HTTP routes, its WebSocket, its UDP port and its RoomService.

mod bars;
mod datagrams;
mod keys;
mod media;
mod routes;
mod shutdown;
mod signalling;
mod support;
mod tokens;
mod twirp;
