//! Stand-ins for the world, for tests here and in `testkit`.
