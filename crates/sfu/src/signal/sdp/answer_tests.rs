use super::*;

/// What str0m 0.25 wrote for an offer with a slot of each kind, data channels, a microphone and a camera of three
/// layers; only identifiers were replaced by shorter ones.
const ANSWER: &str = include_str!("snapshots/str0m.sdp");

fn planned(plan: &[(&str, SectionPlan)]) -> String {
    let mut answer = AnswerPlan::default();
    for (mid, plan) in plan {
        answer.set(mid, plan.clone());
    }
    rewrite(&ANSWER.replace('\n', "\r\n"), &answer).replace("\r\n", "\n")
}

fn bound() -> SectionPlan {
    SectionPlan::Carries {
        stream: "PA_a|TR_AMx".to_owned(),
        track: "TR_AMx".to_owned(),
    }
}

#[test]
fn an_empty_plan_changes_only_the_session_line() {
    let expected = ANSWER.replace("WMS s0 s1 stream", "WMS *");
    assert_eq!(planned(&[]), expected);
}

#[test]
fn snapshot_idle_slot() {
    let answer = planned(&[("0", SectionPlan::Idle)]);
    assert_eq!(answer, include_str!("snapshots/idle.sdp"));
}

#[test]
fn snapshot_bound_slot() {
    let answer = planned(&[("0", bound())]);
    assert_eq!(answer, include_str!("snapshots/bound.sdp"));
}

#[test]
fn snapshot_microphone_with_dtx_and_stereo_without_red() {
    let answer = planned(&[(
        "3",
        SectionPlan::Sound {
            dtx: true,
            stereo: true,
            red: false,
        },
    )]);
    assert_eq!(answer, include_str!("snapshots/microphone.sdp"));
}

#[test]
fn what_str0m_did_not_hear_of_is_accepted() {
    let answer = ANSWER.replace('\n', "\r\n");
    let mut plan = AnswerPlan::default();
    plan.accept(vec![
        ("0", vec!["a=extmap:14 urn:x", "a=extmap:15 urn:y"]),
        ("99", vec!["a=extmap:13 urn:z"]),
    ]);
    let expected = answer
        .replace("WMS s0 s1 stream", "WMS *")
        .replace("a=mid:0\r\n", "a=mid:0\r\na=extmap:14 urn:x\r\na=extmap:15 urn:y\r\n");
    assert_eq!(rewrite(&answer, &plan), expected);
}

#[test]
fn a_plain_microphone_stays_as_it_is() {
    let plain = SectionPlan::Sound {
        dtx: false,
        stereo: false,
        red: true,
    };
    assert_eq!(planned(&[("3", plain)]), planned(&[]));
}

#[test]
fn every_line_ends_with_a_carriage_return_and_a_line_feed() {
    let answer = rewrite(ANSWER, &AnswerPlan::default());
    assert_eq!(answer.matches('\n').count(), answer.matches("\r\n").count());
    assert!(answer.ends_with("\r\n"));
}

#[test]
fn text_that_is_no_description_does_not_panic() {
    for text in [
        "",
        "m=",
        "a=mid:",
        "\r\n\r\n",
        "m=audio\r\na=mid:0\r\na=ssrc:\r\na=fmtp:",
    ] {
        let mut plan = AnswerPlan::default();
        plan.set(
            "0",
            SectionPlan::Sound {
                dtx: true,
                stereo: true,
                red: false,
            },
        );
        let _ = rewrite(text, &plan);
    }
}
