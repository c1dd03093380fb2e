//! What letters say, in plain lines: what happened, on what device, and what to do if it was somebody else.

use std::net::IpAddr;

use domain::letter::{LetterKind, LetterLanguage};
use domain::time::Timestamp;

/// What a letter tells. No secret is among it: mail is read on the way.
pub(super) struct Facts<'a> {
    pub(super) name: &'a str,
    pub(super) login: &'a str,
    pub(super) server: &'a str,
    pub(super) device: Option<&'a str>,
    pub(super) address: IpAddr,
    pub(super) at: Timestamp,
}

/// The words of one kind in one language.
struct Words {
    subject: &'static str,
    happened: &'static str,
    to_do: &'static str,
}

/// The words around them.
struct Frame {
    hello: &'static str,
    account: &'static str,
    device: &'static str,
    address: &'static str,
    time: &'static str,
}

/// Subject and body of a letter.
pub(super) fn text(kind: LetterKind, language: LetterLanguage, facts: &Facts<'_>) -> (String, String) {
    let (words, frame) = match language {
        LetterLanguage::English => (english(kind), ENGLISH),
        LetterLanguage::Russian => (russian(kind), RUSSIAN),
    };
    let device = facts.device.map(|device| format!("{}: {device}\n", frame.device));
    let body = format!(
        "{hello}, {name}!\n\n{happened}\n\n{account}: {login} ({server})\n{device}{address}: {from}\n{time}: {at}\n\n{to_do}\n",
        hello = frame.hello,
        name = facts.name,
        happened = words.happened,
        account = frame.account,
        login = facts.login,
        server = facts.server,
        device = device.unwrap_or_default(),
        address = frame.address,
        from = facts.address,
        time = frame.time,
        at = moment(facts.at),
        to_do = words.to_do,
    );
    (format!("{}: {}", facts.server, words.subject), body)
}

const ENGLISH: Frame = Frame {
    hello: "Hello",
    account: "Account",
    device: "Device",
    address: "Address",
    time: "Time",
};

const RUSSIAN: Frame = Frame {
    hello: "Здравствуйте",
    account: "Учётная запись",
    device: "Устройство",
    address: "Адрес",
    time: "Время",
};

fn english(kind: LetterKind) -> Words {
    const NOT_YOU: &str = "If this was not you, change your password at once and tell your administrator.";
    let (subject, happened, to_do) = match kind {
        LetterKind::NewDevice => (
            "a new device signed in",
            "Your account was signed in to on a device that it was not used on before.",
            "If this was you, there is nothing to do. If not, change your password at once: that ends all other sessions.",
        ),
        LetterKind::PasswordChanged => (
            "your password was changed",
            "The password of your account is another one now. All other sessions were ended.",
            "If this was not you, ask your administrator for a new password link at once.",
        ),
        LetterKind::SecondFactorEnrolled => (
            "a second factor was set up",
            "Signing in to your account asks for a code of an authenticator app from now on.",
            NOT_YOU,
        ),
        LetterKind::SecondFactorRemoved => (
            "the second factor was removed",
            "Signing in to your account asks for no code any more: the password is enough.",
            NOT_YOU,
        ),
        LetterKind::RecoveryCodesMade => (
            "new recovery codes were made",
            "Your account has new recovery codes. The earlier ones are void.",
            NOT_YOU,
        ),
        LetterKind::RecoveryCodeUsed => (
            "a recovery code was used",
            "One of your recovery codes was used and is void now.",
            NOT_YOU,
        ),
        LetterKind::IdentityLinked => (
            "another way to sign in was connected",
            "Your account can be signed in to through another site from now on. Settings > Sign-in and security lists it.",
            "If this was not you, disconnect it there, change your password at once and tell your administrator.",
        ),
        LetterKind::IdentityUnlinked => (
            "a way to sign in was disconnected",
            "Another site that let you in to your account is disconnected from it now.",
            NOT_YOU,
        ),
        LetterKind::AccountLocked => (
            "too many failed sign-ins",
            "Somebody entered a wrong password or code for your account many times. New devices cannot sign in to it for a \
             while; your own devices can.",
            "If this was you, wait a few minutes. If not, nothing was lost; a long password keeps it so.",
        ),
    };
    Words {
        subject,
        happened,
        to_do,
    }
}

fn russian(kind: LetterKind) -> Words {
    const NOT_YOU: &str = "Если это были не вы, сразу смените пароль и сообщите администратору.";
    let (subject, happened, to_do) = match kind {
        LetterKind::NewDevice => (
            "вход с нового устройства",
            "В вашу учётную запись вошли с устройства, на котором её раньше не использовали.",
            "Если это были вы, делать ничего не нужно. Если нет, сразу смените пароль: это завершит все остальные сеансы.",
        ),
        LetterKind::PasswordChanged => (
            "пароль изменён",
            "Пароль вашей учётной записи изменён. Все остальные сеансы завершены.",
            "Если это были не вы, сразу попросите у администратора новую ссылку для пароля.",
        ),
        LetterKind::SecondFactorEnrolled => (
            "настроен второй фактор",
            "Теперь при входе в вашу учётную запись нужен код из приложения-аутентификатора.",
            NOT_YOU,
        ),
        LetterKind::SecondFactorRemoved => (
            "второй фактор убран",
            "При входе в вашу учётную запись код больше не нужен: достаточно пароля.",
            NOT_YOU,
        ),
        LetterKind::RecoveryCodesMade => (
            "созданы новые резервные коды",
            "У вашей учётной записи новые резервные коды. Прежние больше не действуют.",
            NOT_YOU,
        ),
        LetterKind::RecoveryCodeUsed => (
            "использован резервный код",
            "Один из ваших резервных кодов использован и больше не действует.",
            NOT_YOU,
        ),
        LetterKind::IdentityLinked => (
            "подключён ещё один способ входа",
            "Теперь в вашу учётную запись можно войти через другой сайт. Он показан в разделе «Настройки > Вход и \
             безопасность».",
            "Если это были не вы, отключите его там, сразу смените пароль и сообщите администратору.",
        ),
        LetterKind::IdentityUnlinked => (
            "отключён способ входа",
            "Другой сайт, через который вы входили в учётную запись, от неё отключён.",
            NOT_YOU,
        ),
        LetterKind::AccountLocked => (
            "слишком много неудачных попыток входа",
            "Кто-то много раз ввёл неверный пароль или код для вашей учётной записи. Некоторое время войти в неё с нового \
             устройства нельзя; с ваших устройств можно.",
            "Если это были вы, подождите несколько минут. Если нет, ничего не потеряно: длинный пароль защищает и дальше.",
        ),
    };
    Words {
        subject,
        happened,
        to_do,
    }
}

/// In UTC: a server does not know where its people are.
fn moment(at: Timestamp) -> String {
    let moment = time::OffsetDateTime::from_unix_timestamp(at.as_seconds()).ok();
    moment.map_or_else(String::new, |moment| {
        format!("{} {:02}:{:02} UTC", moment.date(), moment.hour(), moment.minute())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: Facts<'_> = Facts {
        name: "Ann Lee",
        login: "ann",
        server: "Example",
        device: Some("Firefox on Linux"),
        address: IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 7)),
        at: Timestamp::from_millis(1_795_381_751_042),
    };

    #[test]
    fn asvs_6_3_5_a_letter_says_what_happened_where_and_what_to_do() {
        let (subject, body) = text(LetterKind::NewDevice, LetterLanguage::English, &FACTS);
        assert_eq!(subject, "Example: a new device signed in");
        for line in [
            "Hello, Ann Lee!",
            "Account: ann (Example)",
            "Device: Firefox on Linux",
            "Address: 192.0.2.7",
            "Time: 2026-11-22 21:09 UTC",
        ] {
            assert!(body.lines().any(|found| found == line), "{line} in {body}");
        }
    }

    #[test]
    fn every_kind_has_words_of_its_own_in_every_language() {
        let mut seen = std::collections::HashSet::new();
        for &language in LetterLanguage::ALL {
            for &kind in LetterKind::ALL {
                let (subject, body) = text(kind, language, &FACTS);
                assert!(!subject.contains('\n') && !body.contains("  "), "{body}");
                assert!(seen.insert(subject) && seen.insert(body), "{kind} in {language}");
            }
        }
    }
}
