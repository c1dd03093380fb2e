//! The product API: one file per address, its shapes beside its handler.

mod accounts;
mod admin;
mod captchas;
mod conferences;
mod csp_reports;
mod docs;
mod events;
mod health;
mod me;
mod password_links;
mod people;
mod server;
mod sessions;
mod setup;
mod sign_in;
mod sign_out;
pub(crate) mod words;

use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use csp_reports::CspReports;

use crate::state::WebState;

/// Everything under `/api/v1`, with its description.
pub(crate) fn api() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(server::show_server))
        .routes(routes!(setup::set_up))
        .routes(routes!(captchas::create_captcha))
        .routes(routes!(sign_in::sign_in))
        .routes(routes!(
            sign_in::attempt::show_attempt,
            sign_in::attempt::cancel_attempt
        ))
        .routes(routes!(sign_in::second_factor::prove_factor))
        .routes(routes!(sign_in::choose_session::choose_session))
        .routes(routes!(sign_in::choose_session::watch_attempt))
        .routes(routes!(sign_in::third_party::redeem_third_party))
        .routes(routes!(sign_in::third_party::register_third_party))
        .routes(routes!(sign_in::third_party::begin_third_party))
        .routes(routes!(sign_in::third_party::return_from_third_party))
        .routes(routes!(sign_out::sign_out))
        .routes(routes!(password_links::check_link))
        .routes(routes!(password_links::redeem_link))
        .routes(routes!(me::show_me, me::change_me))
        .routes(routes!(me::password::change_my_password))
        .routes(routes!(me::proof::prove_me))
        .routes(routes!(me::proof::begin_proof_at_provider))
        .routes(routes!(me::identities::list_identities))
        .routes(routes!(me::identities::unlink_identity))
        .routes(routes!(me::second_factor::show_second_factor))
        .routes(routes!(me::second_factor::begin_totp))
        .routes(routes!(me::second_factor::confirm_totp))
        .routes(routes!(me::second_factor::renew_recovery_codes))
        .routes(routes!(me::second_factor::remove_my_factor))
        .routes(routes!(sessions::list_sessions, sessions::end_other_sessions))
        .routes(routes!(sessions::end_session))
        .routes(routes!(events::stream_events))
        .routes(routes!(accounts::list_accounts, accounts::create_account))
        .routes(routes!(accounts::password_link::create_password_link))
        .routes(routes!(
            admin::session_settings::show_session_settings,
            admin::session_settings::save_session_settings
        ))
        .routes(routes!(
            admin::sign_in_settings::show_sign_in_settings,
            admin::sign_in_settings::save_sign_in_settings
        ))
        .routes(routes!(admin::audit_log::show_audit_log))
        .routes(routes!(admin::audit_log::download_audit_log))
        .routes(routes!(admin::outbox::show_outbox))
        .routes(routes!(admin::outbox::show_letter))
        .routes(routes!(admin::sessions_overview::show_sessions_overview))
        .routes(routes!(admin::accounts::show_account, admin::accounts::change_account))
        .routes(routes!(
            admin::accounts::list_account_sessions,
            admin::accounts::end_account_sessions
        ))
        .routes(routes!(admin::accounts::end_account_session))
        .routes(routes!(admin::accounts::lift_account_lock))
        .routes(routes!(admin::accounts::remove_account_factor))
        .routes(routes!(admin::third_party::show_third_party_settings))
        .routes(routes!(
            admin::third_party::put_provider,
            admin::third_party::delete_provider
        ))
        .routes(routes!(admin::third_party::save_registration))
        .routes(routes!(people::search_people))
        .routes(routes!(conferences::list_conferences, conferences::create_conference))
        .routes(routes!(
            conferences::card::show_card,
            conferences::settings::delete_conference
        ))
        .routes(routes!(
            conferences::settings::show_settings,
            conferences::settings::change_settings
        ))
        .routes(routes!(conferences::admissions::ask_to_enter))
        .routes(routes!(conferences::present::remove_present))
        .routes(routes!(conferences::present::mute_present))
        .routes(routes!(conferences::hand::set_hand))
        .routes(routes!(csp_reports::take_report))
        .routes(routes!(docs::show_openapi))
        .routes(routes!(docs::show_docs))
        // The viewer's own files are no part of the API.
        .route("/docs/", get(docs::show_viewer))
        .route("/docs/{*name}", get(docs::show_viewer_file))
}

/// What stands outside the API.
pub(crate) fn probes() -> axum::Router<WebState> {
    axum::Router::new()
        .route("/healthz", get(health::show_health))
        .route("/readyz", get(health::show_readiness))
}
