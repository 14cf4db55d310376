//! One attempt: everything that happens on one connection of a pairing.
//!
//! Invariant: an error ends the attempt; the card is sent in one place only, after both sides' words were right.

use core::time::Duration;

use zeroize::Zeroizing;

use super::frame::{Commit, Frame};
use super::phase::{Confirm, Phase, Unsigned, Words};
use super::transcript::{Channel, Side, Transcript, card_hash, nonce_hash};
use super::{Card, Ended, Output, Paired, Setup, Step};
use crate::clock::random;
use crate::people::{Flow, PeopleError, PersonCard, Recognised, Role, SpaceSignature};
use crate::sealed::{Signature, SigningPublic, word_index};

/// This side, for all attempts.
pub(super) struct Me {
    pub setup: Setup,
    pub side: Side,
    pub card_bytes: Vec<u8>,
}

impl Me {
    /// The role in the transcript. Where a device is added or somebody returns there is none: the two numbers stand for
    /// the two sides.
    fn role(&self) -> Role {
        match (&self.setup.card, self.setup.invitation.flow) {
            (Card::Person(card), Flow::Person) => card.role,
            (Card::Person(_) | Card::Known(..), _) => Role::Client,
            (Card::NewDevice(_) | Card::Returning(..), _) => Role::Therapist,
        }
    }
}

/// One connection's part of a pairing.
pub(super) struct Attempt {
    /// When it is over, whatever it does.
    pub deadline: Duration,
    /// Whether it counts against the invitation: a well-formed Start came.
    pub started: bool,
    /// Whether the new device is in the roster, and did not say yet that it has a vault.
    pub granted: bool,
    channel: Channel,
    pub(super) phase: Phase,
    nonce: [u8; 32],
    salt: [u8; 32],
    commit: Commit,
}

impl From<PeopleError> for Ended {
    /// Whatever is wrong with something the other side sent is a broken rule.
    fn from(_: PeopleError) -> Self {
        Self::BrokenRules
    }
}

impl Attempt {
    /// Begins on a fresh connection; the joiner speaks first.
    pub(super) fn begin(
        me: &Me,
        deadline: Duration,
        (exporter, their_endpoint, asked): (Zeroizing<[u8; 32]>, [u8; 32], bool),
        out: &mut Vec<Output>,
    ) -> Result<Self, Ended> {
        let draw = || random::<32>(&*me.setup.entropy).map_err(|_| Ended::NoEntropy);
        let (nonce, salt) = (draw()?, draw()?);
        let commit =
            Commit { role: me.role(), nonce_hash: nonce_hash(&nonce), card_hash: card_hash(&salt, &me.card_bytes) };
        let endpoints = me.side.order(me.setup.endpoint, their_endpoint);
        let channel = Channel { flow: me.setup.invitation.flow, asked, endpoints, exporter };
        if their_endpoint == me.setup.endpoint {
            return Err(Ended::Oneself);
        }
        let phase = match me.side {
            Side::Inviter => Phase::AwaitStart,
            Side::Joiner => {
                if their_endpoint != me.setup.invitation.endpoint {
                    return Err(Ended::BrokenRules);
                }
                let (flow, role) = (channel.flow, commit.role);
                if asked {
                    send(out, Frame::Ask { flow, role })?;
                } else {
                    let proof = channel.proof(&me.setup.invitation.secret, role);
                    send(out, Frame::Start { flow, role, proof })?;
                }
                Phase::AwaitCommit { their_role: None }
            }
        };
        out.push(Output::Show(Step::Greeting));
        Ok(Self { deadline, started: false, granted: false, channel, phase, nonce, salt, commit })
    }

    /// Whether both sides said Done, so that the contact is kept whatever happens.
    pub(super) fn is_kept(&self) -> bool {
        matches!(self.phase, Phase::Kept(_))
    }

    /// Takes one frame of the other side.
    pub(super) fn frame(&mut self, me: &Me, bytes: &[u8], out: &mut Vec<Output>) -> Result<(), Ended> {
        let frame = Frame::decode(bytes)?;
        if let Frame::Bye(why) = frame {
            return Err(why.ended());
        }
        // Most frames come once and in one order, so the phase is taken out and only put back where it stays.
        match (core::mem::replace(&mut self.phase, Phase::Over), frame) {
            (Phase::AwaitStart, Frame::Start { flow, role, proof }) if !self.channel.asked => {
                self.started = true;
                let proved = self.channel.is_proof(&me.setup.invitation.secret, role, &proof);
                if flow != self.channel.flow || !proved {
                    return Err(Ended::WrongSecret);
                }
                self.check_role(role)?;
                send(out, Frame::Commit(self.commit))?;
                self.phase = Phase::AwaitCommit { their_role: Some(role) };
                Ok(())
            }
            // Nothing is burned by it: the person let it try, and the words still stand between.
            (Phase::AwaitStart, Frame::Ask { flow, role }) if self.channel.asked && flow == self.channel.flow => {
                self.check_role(role)?;
                send(out, Frame::Commit(self.commit))?;
                self.phase = Phase::AwaitCommit { their_role: Some(role) };
                Ok(())
            }
            (Phase::AwaitCommit { their_role }, Frame::Commit(theirs)) => {
                self.committed(me.side, their_role, theirs, out)
            }
            (Phase::AwaitReveal { theirs }, Frame::Reveal { nonce }) => self.revealed(me.side, theirs, nonce, out),
            (Phase::Words(words), Frame::WordsRight) if !words.theirs_right => {
                self.after_words(me, Words { theirs_right: true, ..words }, out)
            }
            (Phase::AwaitCard { transcript, theirs }, Frame::Card { salt, card }) => {
                self.carded(me, transcript, theirs, (&salt, &card), out)
            }
            (
                Phase::AwaitSignatures { transcript, card, founding },
                Frame::Signatures { signing, transport, space },
            ) => self.signed(me.side, (transcript, card, founding), (signing, transport, space), out),
            (Phase::Confirm(confirm), Frame::Done) if !confirm.theirs => {
                self.after_confirm(me.side, Confirm { theirs: true, ..confirm }, out)
            }
            (Phase::AwaitDevice { transcript, card }, Frame::DeviceSignatures { signing, transport }) => {
                if matches!(me.setup.card, Card::Known(..)) {
                    return Err(Ended::BrokenRules);
                }
                self.device_signed(me.side, (&transcript, card), (&signing, &transport), out)
            }
            (Phase::AwaitHolder { transcript, card }, Frame::DeviceSignatures { signing, transport }) => {
                self.holder_signed(me, (transcript, card), (&signing, &transport), out)
            }
            (Phase::Granting { rest }, Frame::More) => self.grant_more(rest, out),
            (Phase::Granting { rest }, Frame::Done) if rest.is_empty() => {
                self.granted = false;
                out.extend([Output::Added, Output::Close]);
                Ok(())
            }
            (Phase::AwaitDevice { transcript, card }, Frame::ReturnSignatures { signing, transport, recovery }) => {
                self.return_signed(me, (&transcript, card), (&signing, &transport, &recovery), out)
            }
            (Phase::AwaitGrant { card, recognised, got }, Frame::Grant { part, rest }) => {
                self.granted((card, recognised), got, (Zeroizing::new(part), rest), out)
            }
            (Phase::Kept(confirm), Frame::Ack) => {
                match me.side {
                    Side::Inviter => send(out, Frame::Ack)?,
                    Side::Joiner => out.push(Output::Close),
                }
                self.finish(confirm, true, out)
            }
            (phase @ Phase::Kept(_), _) => {
                self.phase = phase;
                Err(Ended::BrokenRules)
            }
            _ => Err(Ended::BrokenRules),
        }
    }

    /// Takes the two words the person typed; ignored when no words are asked for.
    pub(super) fn words(&mut self, me: &Me, typed: &[String; 2], out: &mut Vec<Output>) -> Result<(), Ended> {
        let Phase::Words(words) = &self.phase else { return Ok(()) };
        if words.mine_right {
            return Ok(());
        }
        let places = typed.each_ref().map(|word| word_index(&word.trim().to_lowercase()));
        let [Some(first), Some(second)] = places else {
            out.extend(places.iter().position(Option::is_none).map(Output::UnknownWord));
            return Ok(());
        };
        if !words.transcript.are_words_of(me.side.other(), [first, second])? {
            return Err(Ended::WrongWord);
        }
        send(out, Frame::WordsRight)?;
        match core::mem::replace(&mut self.phase, Phase::Over) {
            Phase::Words(words) => self.after_words(me, Words { mine_right: true, ..words }, out),
            _ => Ok(()),
        }
    }

    /// Takes the person's word that this is the other; ignored when it is not asked for.
    pub(super) fn recognised(&mut self, me: &Me, how: Recognised, out: &mut Vec<Output>) -> Result<(), Ended> {
        match core::mem::replace(&mut self.phase, Phase::Over) {
            Phase::Confirm(confirm) if confirm.mine.is_none() => {
                send(out, Frame::Done)?;
                self.after_confirm(me.side, Confirm { mine: Some(how), ..confirm }, out)
            }
            Phase::ConfirmHolder { transcript, card } => self.prove_return(me, (&transcript, card), how, out),
            other => {
                self.phase = other;
                Ok(())
            }
        }
    }

    /// Ends an attempt whose contact is kept although the other side's Ack never came.
    pub(super) fn finish_unacknowledged(&mut self, out: &mut Vec<Output>) -> Result<(), Ended> {
        match core::mem::replace(&mut self.phase, Phase::Over) {
            Phase::Kept(confirm) => self.finish(confirm, false, out),
            _ => Err(Ended::Lost),
        }
    }

    fn committed(
        &mut self,
        side: Side,
        their_role: Option<Role>,
        theirs: Commit,
        out: &mut Vec<Output>,
    ) -> Result<(), Ended> {
        self.check_role(theirs.role)?;
        if their_role.is_some_and(|role| role != theirs.role) {
            return Err(Ended::BrokenRules);
        }
        // A side that sends back what it got would know our nonce as soon as we open it.
        if theirs.nonce_hash == self.commit.nonce_hash || theirs.card_hash == self.commit.card_hash {
            return Err(Ended::BrokenRules);
        }
        match side {
            Side::Joiner => send(out, Frame::Commit(self.commit))?,
            Side::Inviter => send(out, Frame::Reveal { nonce: self.nonce })?,
        }
        self.phase = Phase::AwaitReveal { theirs };
        Ok(())
    }

    fn revealed(&mut self, side: Side, theirs: Commit, nonce: [u8; 32], out: &mut Vec<Output>) -> Result<(), Ended> {
        if nonce_hash(&nonce) != theirs.nonce_hash {
            return Err(Ended::BrokenRules);
        }
        if side == Side::Joiner {
            send(out, Frame::Reveal { nonce: self.nonce })?;
        }
        let commits = side.order(self.commit, theirs);
        let transcript = Transcript::new(&self.channel, commits, side.order(self.nonce, nonce));
        out.push(Output::Show(Step::Words { say: transcript.say(side)? }));
        self.phase = Phase::Words(Words { transcript, theirs, mine_right: false, theirs_right: false });
        Ok(())
    }

    /// The only place that sends the card.
    fn after_words(&mut self, me: &Me, words: Words, out: &mut Vec<Output>) -> Result<(), Ended> {
        if words.mine_right && words.theirs_right {
            send(out, Frame::Card { salt: self.salt, card: me.card_bytes.clone() })?;
            self.phase = Phase::AwaitCard { transcript: words.transcript, theirs: words.theirs };
        } else {
            if words.mine_right {
                out.push(Output::Show(Step::WaitingForTheirWords));
            }
            self.phase = Phase::Words(words);
        }
        Ok(())
    }

    fn carded(
        &mut self,
        me: &Me,
        transcript: Transcript,
        theirs: Commit,
        (salt, bytes): (&[u8; 32], &[u8]),
        out: &mut Vec<Output>,
    ) -> Result<(), Ended> {
        if card_hash(salt, bytes) != theirs.card_hash {
            return Err(Ended::BrokenRules);
        }
        let mine = match (&me.setup.card, self.channel.flow) {
            (Card::Person(mine), Flow::Person) => mine,
            _ => return self.carded_device(me, transcript, bytes, out),
        };
        let card = PersonCard::decode(bytes)?;
        let (me_person, person) = (mine.roster.person(), card.roster.person());
        if person == me_person {
            return Err(Ended::Oneself);
        }
        if card.role != theirs.role || !card.roster.meaning().is_settled() {
            return Err(Ended::BrokenRules);
        }
        let terms = transcript.space(me.side.order((me_person, self.commit.role), (person, card.role)))?;
        let space = terms.sign(mine.device, &me.setup.signing)?;
        let (signing, transport) = transcript.sign(me.side, &me.setup.signing, &me.setup.transport);
        send(out, Frame::Signatures { signing, transport, space: space.clone() })?;
        let founding = Box::new(Unsigned { terms, mine: (me_person, space) });
        self.phase = Phase::AwaitSignatures { transcript, card: Box::new(card), founding };
        Ok(())
    }

    fn signed(
        &mut self,
        side: Side,
        (transcript, card, founding): (Transcript, Box<PersonCard>, Box<Unsigned>),
        (signing, transport, space): (Signature, Signature, SpaceSignature),
        out: &mut Vec<Output>,
    ) -> Result<(), Ended> {
        let key = card.roster.meaning().device(card.device).map(|device| device.signing).ok_or(Ended::BrokenRules)?;
        let keys = (&key, &SigningPublic(card.device.0));
        let signed = transcript.is_signed(side.other(), keys, (&signing, &transport));
        if !signed || space.device != card.device || !founding.terms.is_signed(&space, &key) {
            return Err(Ended::BrokenRules);
        }
        let Unsigned { terms, mine } = *founding;
        let founding = crate::people::SpaceFounding::new(terms, mine, space);
        out.push(Output::Show(Step::Recognise { name: card.name.clone(), role: card.role }));
        self.phase = Phase::Confirm(Confirm { transcript, card, founding, mine: None, theirs: false });
        Ok(())
    }

    fn after_confirm(&mut self, side: Side, confirm: Confirm, out: &mut Vec<Output>) -> Result<(), Ended> {
        if confirm.mine.is_none() || !confirm.theirs {
            if confirm.mine.is_some() {
                out.push(Output::Show(Step::WaitingForThem));
            }
            self.phase = Phase::Confirm(confirm);
            return Ok(());
        }
        if side == Side::Joiner {
            send(out, Frame::Ack)?;
        }
        self.phase = Phase::Kept(confirm);
        Ok(())
    }

    fn finish(&mut self, confirm: Confirm, acknowledged: bool, out: &mut Vec<Output>) -> Result<(), Ended> {
        let recognised = confirm.mine.ok_or(Ended::BrokenRules)?;
        let alpn_secret = confirm.transcript.alpn_secret()?;
        let (card, founding) = (*confirm.card, confirm.founding);
        out.push(Output::Done(Box::new(Paired { card, founding, recognised, alpn_secret, acknowledged })));
        self.phase = Phase::Over;
        Ok(())
    }

    fn check_role(&self, theirs: Role) -> Result<(), Ended> {
        if theirs == self.commit.role { Err(Ended::SameRole) } else { Ok(()) }
    }
}

pub(super) fn send(out: &mut Vec<Output>, frame: Frame) -> Result<(), Ended> {
    out.push(Output::Send(frame.encode()?));
    Ok(())
}
