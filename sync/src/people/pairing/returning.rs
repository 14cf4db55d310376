//! What an attempt does where somebody returns who lost every device: they prove the printed recovery key.
//!
//! The new device belongs to the person whom the inviter chose before; nobody is told whose it is, and nothing of that
//! person is given, before the recovery key of their roster signed this very transcript.
//! Invariant: the returning device signs only after its person recognised the other.

use zeroize::Zeroizing;

use super::attempt::{Attempt, Me, send};
use super::frame::Frame;
use super::phase::Phase;
use super::transcript::Transcript;
use super::{Card, Ended, Output, Step};
use crate::people::{DeviceCard, PersonCard, Recognised};
use crate::sealed::{Signature, SigningPublic};

impl Attempt {
    /// On the returning device: its person recognised the other, so it proves its keys and the printed one.
    pub(super) fn prove_return(
        &mut self,
        me: &Me,
        (transcript, card): (&Transcript, Box<PersonCard>),
        how: Recognised,
        out: &mut Vec<Output>,
    ) -> Result<(), Ended> {
        let Card::Returning(_, recovery) = &me.setup.card else { return Err(Ended::BrokenRules) };
        let (signing, transport) = transcript.sign(me.side, &me.setup.signing, &me.setup.transport);
        send(out, Frame::ReturnSignatures { signing, transport, recovery: transcript.sign_return(me.side, recovery) })?;
        out.push(Output::Show(Step::WaitingForGrant { name: card.name.clone() }));
        self.phase = Phase::AwaitGrant { card, recognised: Some(how), got: Zeroizing::new(Vec::new()) };
        Ok(())
    }

    /// The returning device signed: is it the one whom this side's person chose?
    pub(super) fn return_signed(
        &mut self,
        me: &Me,
        (transcript, card): (&Transcript, Box<DeviceCard>),
        (signing, transport, recovery): (&Signature, &Signature, &Signature),
        out: &mut Vec<Output>,
    ) -> Result<(), Ended> {
        let Card::Known(_, expected) = &me.setup.card else { return Err(Ended::BrokenRules) };
        let keys = (&card.signing, &SigningPublic(card.device.0));
        if !transcript.is_signed(me.side.other(), keys, (signing, transport)) {
            return Err(Ended::BrokenRules);
        }
        if !transcript.is_signed_return(me.side.other(), expected, recovery) {
            return Err(Ended::OtherKey);
        }
        out.push(Output::Show(Step::AddDevice { card }));
        self.phase = Phase::ConfirmDevice;
        Ok(())
    }
}
