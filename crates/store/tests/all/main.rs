//! Every method of the store, on SQLite and on PostgreSQL.
//!
//! PostgreSQL is the server that `VESTIBULE_TEST_POSTGRES` names; `make test` starts one.

mod fixtures;

mod accounts;
mod admissions;
mod audit;
mod captchas;
mod conferences;
mod durability;
mod jobs;
mod links;
mod opening;
mod races;
mod remembered;
mod second_factors;
mod sessions;
mod settings;
mod sign_ins;
mod third_party;
mod throttles;
mod transactions;
