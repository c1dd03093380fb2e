//! `/api/v1/accounts`: the Accounts Manager, for operators and administrators (ACC-13, ACC-19).

pub(crate) mod password_link;

use app::accounts::{self, CreateRefusal, ListRefusal, NewAccount, Search};
use app::failure::Refusal as _;
use app::{Actor, Ctx};
use axum::extract::State;
use axum::http::StatusCode;
use domain::account::AccountType;
use domain::ids::AccountId;
use domain::permission::Level;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::password_link::PasswordLink;
use super::me::Account;
use super::words::{AccountTypeWord, LevelWord};
use crate::error::{Code, Problem};
use crate::extract::{Json, Query};
use crate::guard::Facts;
use crate::openapi::ACCOUNTS;
use crate::state::WebState;

/// Which accounts to show.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountSearch {
    #[serde(default)]
    search: String,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// A page of accounts.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountList {
    items: Vec<Account>,
    /// The next page's `cursor`; missing on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// The accounts that match, page by page.
#[utoipa::path(get, path = "/accounts", tag = ACCOUNTS, security(("cookie" = []), ("bearer" = [])),
    params(("search" = Option<String>, Query, description = "Part of a login, name or number"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<usize>, Query, description = "How many at most; up to 200")),
    responses((status = 200, body = AccountList)),
    extensions(("x-refusals" = json!(ListRefusal::codes()))))]
pub(crate) async fn list_accounts(
    State(state): State<WebState>,
    actor: Actor,
    Query(query): Query<AccountSearch>,
) -> Result<Json<AccountList>, Problem> {
    let after: Option<AccountId> = match query.cursor.as_deref().map(str::parse) {
        None => None,
        Some(Ok(id)) => Some(id),
        Some(Err(_)) => return Err(Problem::new(Code::MalformedQuery).field("cursor")),
    };
    let search = Search {
        text: query.search,
        after,
        limit: query.limit,
    };
    let page = accounts::list(state.app(), &actor, &search).await?;
    Ok(Json(AccountList {
        items: page.items.iter().map(Account::of).collect(),
        next: page.next.map(|id| id.to_string()),
    }))
}

/// The account to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountForm {
    /// What its holder signs in with.
    login: String,
    /// The name others see; the login when left out.
    name: Option<String>,
    /// How its devices connect.
    #[serde(rename = "type")]
    #[schema(value_type = AccountTypeWord)]
    account_type: AccountType,
    /// Its subscriber number.
    number: Option<String>,
    /// Its standing; `standard` when left out.
    #[schema(value_type = Option<LevelWord>)]
    level: Option<Level>,
}

/// The new account, and the link for its holder to set the password.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountCreated {
    account: Account,
    password_link: PasswordLink,
}

/// Makes an account. Its password is set by whoever gets the link, which is shown only here and only now.
#[utoipa::path(post, path = "/accounts", tag = ACCOUNTS, security(("cookie" = []), ("bearer" = [])),
    request_body = AccountForm, responses((status = 201, body = AccountCreated)),
    extensions(("x-refusals" = json!(CreateRefusal::codes()))))]
pub(crate) async fn create_account(
    State(state): State<WebState>,
    ctx: Ctx,
    facts: Facts,
    actor: Actor,
    Json(form): Json<AccountForm>,
) -> Result<(StatusCode, Json<AccountCreated>), Problem> {
    let AccountForm {
        login,
        name,
        account_type,
        number,
        level,
    } = form;
    let new = NewAccount {
        login,
        name,
        number,
        account_type,
        level: level.unwrap_or(Level::Standard),
    };
    let created = accounts::create(state.app(), &ctx, &actor, new).await?;
    let created = AccountCreated {
        account: Account::of(&created.account),
        password_link: PasswordLink::at(&facts.public, &created.password_link),
    };
    Ok((StatusCode::CREATED, Json(created)))
}
