//! Addresses of both ends, as pure rules: who is asking (behind configured proxies only), which host they named and
//! whether we answer for it, and which absolute address we give out.

mod client;
mod origin;
mod ruling;

pub use client::{Proxies, client_address};
pub use origin::{Host, InvalidOrigin, Origin, Scheme};
pub use ruling::{CertificateNames, PublicAddress, Remedy, Request, Ruling};
