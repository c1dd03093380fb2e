//! Third-party sign-in: providers, identities, and what is under way.

use sea_orm::sea_query::{ForeignKeyAction, Index, TableCreateStatement};

use super::Step;
use super::column::{
    add, boolean, bytes, bytes_null, id, id_null, index, integer, reference, step, table, text, text_null, time,
    time_null,
};

pub(super) fn steps() -> Vec<Step> {
    vec![
        step(providers()),
        step(identities()),
        step(visits()),
        index("third_party_visits_to_forget", "third_party_visits", &["began_at"]),
        step(arrivals()),
        index("third_party_arrivals_to_forget", "third_party_arrivals", &["came_at"]),
        step(links()),
        index("third_party_links_to_forget", "third_party_links", &["offered_at"]),
        index("third_party_links_by_sign_in", "third_party_links", &["sign_in_id"]),
        // Through which provider an unfinished sign-in came.
        add("sign_ins", text_null("provider_id")),
    ]
}

fn providers() -> TableCreateStatement {
    table("third_party_providers")
        .col(text("id").primary_key())
        .col(text("label"))
        .col(text("icon"))
        .col(text("issuer"))
        .col(text("client_id"))
        .col(bytes_null("sealed_secret"))
        // Parted by spaces, as they are sent.
        .col(text("scopes"))
        .col(text("login_claim"))
        .col(text("name_claim"))
        .col(boolean("asks_second_factor"))
        .col(integer("position"))
        .col(time_null("disabled_at"))
        .col(time("created_at"))
        .to_owned()
}

/// Known by issuer and subject alone. A provider that is removed leaves its identities: set up again with the same
/// issuer, it knows its people.
fn identities() -> TableCreateStatement {
    persona(table("identities").col(id("id").primary_key()).col(id("account_id")))
        .col(time("linked_at"))
        .col(time_null("used_at"))
        .index(
            Index::create()
                .unique()
                .name("identities_by_subject")
                .col("issuer")
                .col("subject"),
        )
        .index(
            Index::create()
                .unique()
                .name("identities_by_account")
                .col("account_id")
                .col("issuer"),
        )
        .foreign_key(&mut reference(
            "identities",
            "account_id",
            "accounts",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}

fn visits() -> TableCreateStatement {
    table("third_party_visits")
        .col(bytes("state_hash").primary_key())
        .col(text("provider_id"))
        .col(text("issuer"))
        .col(bytes("nonce_hash"))
        .col(bytes("sealed_pkce"))
        .col(text("redirect_uri"))
        .col(bytes("verifier_hash"))
        .col(text("return_to"))
        // The session that is to be proven; nothing for signing in.
        .col(id_null("session_id"))
        // Whose allowance it takes a place of: a hash of the address.
        .col(bytes("asker"))
        .col(integer("place"))
        .col(time("began_at"))
        // Many requests at once cannot get more places than there are.
        .index(
            Index::create()
                .unique()
                .name("third_party_visits_places")
                .col("asker")
                .col("place"),
        )
        .foreign_key(&mut of_provider("third_party_visits"))
        .foreign_key(&mut reference(
            "third_party_visits",
            "session_id",
            "sessions",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}

fn arrivals() -> TableCreateStatement {
    persona(
        table("third_party_arrivals")
            .col(bytes("code_hash").primary_key())
            .col(bytes("verifier_hash"))
            .col(id_null("session_id")),
    )
    .col(time("came_at"))
    .foreign_key(&mut of_provider("third_party_arrivals"))
    .foreign_key(&mut reference(
        "third_party_arrivals",
        "session_id",
        "sessions",
        ForeignKeyAction::Cascade,
    ))
    .to_owned()
}

fn links() -> TableCreateStatement {
    persona(
        table("third_party_links")
            .col(id("id").primary_key())
            .col(bytes("secret_hash")),
    )
    .col(time("offered_at"))
    // The sign-in that will tie it, once its password was right; it goes with that.
    .col(id_null("sign_in_id"))
    .foreign_key(&mut of_provider("third_party_links"))
    .foreign_key(&mut reference(
        "third_party_links",
        "sign_in_id",
        "sign_ins",
        ForeignKeyAction::Cascade,
    ))
    .to_owned()
}

/// Somebody as a provider knows them.
fn persona(table: &mut TableCreateStatement) -> &mut TableCreateStatement {
    table
        .col(text("provider_id"))
        .col(text("issuer"))
        .col(text("subject"))
        .col(text_null("login"))
        .col(text_null("name"))
        .col(text_null("email"))
}

fn of_provider(from: &'static str) -> sea_orm::sea_query::ForeignKeyCreateStatement {
    reference(from, "provider_id", "third_party_providers", ForeignKeyAction::Cascade)
}
