//! The proof of whoever has no password here (ASVS 7.5.1).

use app::sign_in::Step;
use app::third_party::{BeginVisit, begin_proof, proof_by, prove_by_visit, register};
use app::{Actor, administration::set_registration};
use domain::third_party::{Claimed, Registration, ReturnRefusal, Verifier};
use domain::time::minutes;

use super::{CALLBACK, Going, brought, done, entering, going, parameter};
use crate::house::{House, refused};

impl House {
    /// Somebody without a password.
    async fn passwordless(&self, subject: &str, login: &str) -> Actor {
        let root = self.signed_in("root").await;
        set_registration(&self.app, &self.ctx(), &root, Registration::Open)
            .await
            .unwrap();
        let Step::Link(offered) = self.enters(subject).await.unwrap() else {
            panic!("unknown")
        };
        let key = app::sign_in::AttemptKey {
            id: offered.sign_in,
            secret: offered.secret,
        };
        let form = app::third_party::Register {
            login: Some(login.to_owned()),
            name: None,
        };
        done(register(&self.app, &self.ctx(), &key, &form, entering()).await.unwrap())
    }

    async fn goes_for_proof(&self, actor: &Actor) -> Going {
        let verifier = "p".repeat(64);
        let begin = BeginVisit {
            provider: "site".to_owned(),
            verifier_hash: Verifier::parse(&verifier).unwrap().hash().reveal(),
            return_to: "web".to_owned(),
            redirect_uri: CALLBACK.to_owned(),
        };
        going(
            begin_proof(&self.app, &self.ctx(), actor, &begin).await.unwrap(),
            &verifier,
        )
    }

    async fn proves(&self, actor: &Actor, subject: &str) -> Result<Actor, &'static str> {
        let going = self.goes_for_proof(actor).await;
        let claimed = self.says(&going, subject);
        let code = self.comes_back(&going, claimed).await.unwrap();
        match prove_by_visit(&self.app, &self.ctx(), actor, &brought(&code, &going.verifier)).await {
            Ok(proven) => Ok(Actor {
                session: proven.session,
                ..actor.clone()
            }),
            refusal => Err(refused(refusal)),
        }
    }
}

store::on_both! {
    async fn asvs_7_5_1_7_6_1_who_has_no_password_proves_it_at_the_provider(store: TestStore) {
        let house = House::with_site(store).await;
        let nora = house.passwordless("nora-there", "nora").await;
        let ann = house.person("ann").await;
        assert_eq!(proof_by(&house.app, &nora).await.unwrap()[0].as_str(), "site");
        assert!(proof_by(&house.app, &ann).await.unwrap().is_empty());
        house.pass(minutes(15));
        assert!(!nora.session.is_proven(house.now()));
        let going = house.goes_for_proof(&nora).await;
        assert_eq!(parameter(&going.url, "prompt").as_deref(), Some("login"));
        assert_eq!(parameter(&going.url, "max_age").as_deref(), Some("0"));
        let proven = house.proves(&nora, "nora-there").await.unwrap();
        assert!(proven.session.is_proven(house.now()));
        assert!(house.again(&nora).await.session.is_proven(house.now()));
    }

    async fn asvs_7_5_1_nobody_elses_word_counts(store: TestStore) {
        let house = House::with_site(store).await;
        let nora = house.passwordless("nora-there", "nora").await;
        let zoe = house.passwordless("zoe-there", "zoe").await;
        house.pass(minutes(15));
        assert_eq!(house.proves(&nora, "zoe-there").await.unwrap_err(), "other_identity");
        assert_eq!(house.proves(&nora, "stranger").await.unwrap_err(), "other_identity");

        // A code that is somebody else's, or for signing in.
        let going = house.goes_for_proof(&zoe).await;
        let claimed = house.says(&going, "zoe-there");
        let code = house.comes_back(&going, claimed).await.unwrap();
        let brought_by_nora = prove_by_visit(&house.app, &house.ctx(), &nora, &brought(&code, &going.verifier)).await;
        assert_eq!(refused(brought_by_nora), "code_invalid");
        let (code, going) = house.arrives("nora-there").await;
        let signing_in = prove_by_visit(&house.app, &house.ctx(), &nora, &brought(&code, &going.verifier)).await;
        assert_eq!(refused(signing_in), "code_invalid");
        let going = house.goes_for_proof(&nora).await;
        let claimed = house.says(&going, "nora-there");
        let code = house.comes_back(&going, claimed).await.unwrap();
        assert_eq!(refused(house.redeems(&code, &going.verifier).await), "code_invalid", "a proof is no sign-in");
        assert!(!house.again(&nora).await.session.is_proven(house.now()));
    }

    async fn asvs_7_5_1_7_6_1_6_8_4_an_old_sign_in_at_the_provider_proves_nothing(store: TestStore) {
        let house = House::with_site(store).await;
        let nora = house.passwordless("nora-there", "nora").await;
        let before = house.now();
        house.pass(minutes(15));
        let going = house.goes_for_proof(&nora).await;
        let claimed = Claimed { authenticated_at: Some(before), ..house.says(&going, "nora-there") };
        assert_eq!(house.comes_back(&going, claimed).await, Err(ReturnRefusal::ProviderFailed));
        let ann = house.person("ann").await;
        let begin = BeginVisit {
            provider: "site".to_owned(),
            verifier_hash: "A".repeat(43),
            return_to: "web".to_owned(),
            redirect_uri: CALLBACK.to_owned(),
        };
        let unlinked = begin_proof(&house.app, &house.ctx(), &ann, &begin).await;
        assert_eq!(refused(unlinked), "no_such_provider");
    }

    async fn asvs_6_3_4_who_has_a_password_proves_it_with_that_and_with_nothing_weaker(store: TestStore) {
        let house = House::with_site(store).await;
        let nora = house.passwordless("nora-there", "nora").await;
        let going = house.goes_for_proof(&nora).await;
        let claimed = house.says(&going, "nora-there");
        let code = house.comes_back(&going, claimed).await.unwrap();
        let root = house.signed_in("root").await.account.id;
        let hash = house.store.read().credentials(root).await.unwrap().unwrap().password_hash.unwrap();
        let tx = house.store.begin_write().await.unwrap();
        tx.set_password(nora.account.id, &hash, house.now()).await.unwrap();
        tx.commit().await.unwrap();
        let nora = house.again(&nora).await;
        let late = prove_by_visit(&house.app, &house.ctx(), &nora, &brought(&code, &going.verifier)).await;
        assert_eq!(refused(late), "code_invalid");
        let begin = BeginVisit {
            provider: "site".to_owned(),
            verifier_hash: Verifier::parse(&going.verifier).unwrap().hash().reveal(),
            return_to: "web".to_owned(),
            redirect_uri: CALLBACK.to_owned(),
        };
        let again = begin_proof(&house.app, &house.ctx(), &nora, &begin).await;
        assert_eq!(refused(again.map(|_| ())), "no_such_provider");
    }
}
