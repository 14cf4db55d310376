//! What an attempt does where a device is added, from the cards on: the new device is given what its vault begins with.
//!
//! The device that is there keeps the new one in its roster before it gives anything away, so a vault that was made is
//! always let in. If the connection breaks after that, the roster names a device that may have no vault: the person is
//! told, and removes it or not.
//!
//! Invariant: nothing is given before both sides' words were right, both signed the transcript with their long-term
//! keys, and the person said yes.

use zeroize::Zeroizing;

use super::attempt::{Attempt, Me, send};
use super::frame::Frame;
use super::phase::Phase;
use super::transcript::{Side, Transcript};
use super::{Card, Ended, Granted, Output, Step};
use crate::limits::{GRANT_BYTES_MAX, GRANT_PART_BYTES};
use crate::people::{DeviceCard, PersonCard, Recognised};
use crate::sealed::{Signature, SigningPublic};

impl Attempt {
    /// Takes the card of the other side: a new device's, or that of the person it will belong to.
    pub(super) fn carded_device(
        &mut self,
        me: &Me,
        transcript: Transcript,
        bytes: &[u8],
        out: &mut Vec<Output>,
    ) -> Result<(), Ended> {
        let (signing, transport) = transcript.sign(me.side, &me.setup.signing, &me.setup.transport);
        self.phase = match &me.setup.card {
            Card::Person(mine) | Card::Known(mine, _) => {
                let card = Box::new(DeviceCard::decode(bytes)?);
                // Whoever is in the roster, or was, never comes into it again under the same keys.
                if mine.roster.card(card.device).is_some() {
                    return Err(Ended::Oneself);
                }
                Phase::AwaitDevice { transcript, card }
            }
            Card::NewDevice(_) | Card::Returning(..) => {
                let card = Box::new(PersonCard::decode(bytes)?);
                if !card.roster.meaning().is_settled() {
                    return Err(Ended::BrokenRules);
                }
                Phase::AwaitHolder { transcript, card }
            }
        };
        if matches!(me.setup.card, Card::Known(..)) {
            // The other person is asked now whether they know this one.
            out.push(Output::Show(Step::WaitingForThem));
        }
        if matches!(me.setup.card, Card::Returning(..)) {
            // It signs once its person recognised the other, and with the printed key too.
            return Ok(());
        }
        send(out, Frame::DeviceSignatures { signing, transport })
    }

    /// The new device signed: its person may look at its name.
    pub(super) fn device_signed(
        &mut self,
        side: Side,
        (transcript, card): (&Transcript, Box<DeviceCard>),
        signatures: (&Signature, &Signature),
        out: &mut Vec<Output>,
    ) -> Result<(), Ended> {
        let keys = (&card.signing, &SigningPublic(card.device.0));
        if !transcript.is_signed(side.other(), keys, signatures) {
            return Err(Ended::BrokenRules);
        }
        out.push(Output::Show(Step::AddDevice { card }));
        self.phase = Phase::ConfirmDevice;
        Ok(())
    }

    /// The device that is there signed: the new one waits for it.
    pub(super) fn holder_signed(
        &mut self,
        me: &Me,
        (transcript, card): (Transcript, Box<PersonCard>),
        signatures: (&Signature, &Signature),
        out: &mut Vec<Output>,
    ) -> Result<(), Ended> {
        let side = me.side;
        let key = card.roster.meaning().device(card.device).map(|device| device.signing).ok_or(Ended::BrokenRules)?;
        if !transcript.is_signed(side.other(), (&key, &SigningPublic(card.device.0)), signatures) {
            return Err(Ended::BrokenRules);
        }
        if matches!(me.setup.card, Card::Returning(..)) {
            out.push(Output::Show(Step::Recognise { name: card.name.clone(), role: card.role }));
            self.phase = Phase::ConfirmHolder { transcript, card };
            return Ok(());
        }
        out.push(Output::Show(Step::WaitingForGrant { name: card.name.clone() }));
        self.phase = Phase::AwaitGrant { card, recognised: None, got: Zeroizing::new(Vec::new()) };
        Ok(())
    }

    /// Sends the first part of what the new device is given; ignored when nobody asked for it.
    pub(super) fn grant(&mut self, bytes: Zeroizing<Vec<u8>>, out: &mut Vec<Output>) -> Result<(), Ended> {
        if !matches!(self.phase, Phase::ConfirmDevice) || bytes.is_empty() || bytes.len() > GRANT_BYTES_MAX {
            return Ok(());
        }
        self.granted = true;
        out.push(Output::Show(Step::Granting));
        self.grant_more(bytes, out)
    }

    /// Sends the next part.
    pub(super) fn grant_more(&mut self, mut rest: Zeroizing<Vec<u8>>, out: &mut Vec<Output>) -> Result<(), Ended> {
        if rest.is_empty() {
            return Err(Ended::BrokenRules);
        }
        let part = rest[..rest.len().min(GRANT_PART_BYTES)].to_vec();
        rest.drain(..part.len());
        let left = u32::try_from(rest.len()).map_err(|_| Ended::BrokenRules)?;
        self.phase = Phase::Granting { rest };
        send(out, Frame::Grant { part, rest: left })
    }

    /// Takes one part on the new device.
    pub(super) fn granted(
        &mut self,
        (card, recognised): (Box<PersonCard>, Option<Recognised>),
        mut got: Zeroizing<Vec<u8>>,
        (part, rest): (Zeroizing<Vec<u8>>, u32),
        out: &mut Vec<Output>,
    ) -> Result<(), Ended> {
        let all = got.len().saturating_add(part.len()).saturating_add(rest as usize);
        if part.is_empty() || all > GRANT_BYTES_MAX {
            return Err(Ended::BrokenRules);
        }
        if got.is_empty() {
            // Growing would leave copies of secrets behind in memory.
            got.reserve_exact(all);
            out.push(Output::Show(Step::Granting));
        }
        got.extend_from_slice(&part);
        if rest > 0 {
            self.phase = Phase::AwaitGrant { card, recognised, got };
            return send(out, Frame::More);
        }
        self.phase = Phase::Making;
        out.push(Output::Granted(Box::new(Granted { bytes: got, holder: *card, recognised })));
        Ok(())
    }

    /// The vault is on disk: says so, and is done.
    pub(super) fn made(&mut self, out: &mut Vec<Output>) -> Result<(), Ended> {
        if !matches!(self.phase, Phase::Making) {
            return Ok(());
        }
        send(out, Frame::Done)?;
        out.extend([Output::Close, Output::Added]);
        self.phase = Phase::Over;
        Ok(())
    }
}
