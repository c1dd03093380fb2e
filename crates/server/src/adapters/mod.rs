//! The faces of the outside world that `app` asks for, as they are on a single machine.

mod media_absent;
mod media_embedded;
mod openid;
mod shared_memory;

pub use media_absent::MediaAbsent;
pub use media_embedded::MediaEmbedded;
pub use openid::OpenIdProviders;
pub use shared_memory::SharedMemory;
