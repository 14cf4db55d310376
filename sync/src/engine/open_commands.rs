//! Which part of an open vault a command is for.
//!
//! Invariant: a command is handed on to exactly one method and nothing is decided here.

use super::command::Command;
use super::failure::Failure;
use super::net_runner::NetRunner;
use super::open::Open;
use super::sharing::ShareRequest;

impl Open {
    pub(super) fn command(&mut self, command: Command, runner: &mut NetRunner) -> Result<(), Failure> {
        match command {
            Command::NewEntry(start) => self.new_entry(&start),
            Command::OpenEntry(document) => self.begin_entry(document),
            Command::Edit { document, field, batch, splices } => {
                self.edit(self.name_now(document), field, batch, &splices)
            }
            Command::Undo { document, field } => self.undo(self.name_now(document), field),
            Command::Redo { document, field } => self.redo(self.name_now(document), field),
            Command::SetTags { document, tags } => self.set_tags(self.name_now(document), tags),
            Command::SettleCaught { id, title, facts, keep } => self.settle_caught(&id, &title, &facts, keep),
            Command::SetFacts { document, kind, set } => self.set_facts(document, kind, &set),
            Command::Trash { document, trashed } => self.trash(document, trashed),
            Command::ReadPages(documents) => self.read_pages(&documents),
            Command::ReadVersions(document) => self.read_versions(document),
            Command::ReadVersion { document, heads } => self.read_version(document, heads),
            Command::RestoreVersion { document, heads } => self.restore_version(document, &heads),
            Command::EmptyTrash(documents) => self.empty_trash(&documents),
            Command::Search { number, query } => self.search(number, &query),
            Command::BackUp { file, replace } => {
                self.back_up(&file, replace);
                Ok(())
            }
            Command::RetrySave => {
                self.write_unsaved();
                Ok(())
            }
            Command::PreviewShare { entry, space, choice, title, date, bring, replaces } => {
                self.preview_share(ShareRequest { entry, space, choice, title, date, bring, replaces })
            }
            Command::Share { preview } => self.share(preview),
            Command::Withdraw { publication } => self.withdraw(publication),
            Command::EndSharing(space) => self.end_sharing(space),
            Command::ReadPerson(space) => self.read_person(space),
            Command::MarkOpened(publication) => self.mark_opened(publication),
            Command::ReadReceipts { newest } => self.show_receipts(newest),
            Command::ReceiptsUnderstood => self.receipts_understood(),
            Command::DraftNote { publication, range } => self.draft_note(publication, range),
            Command::LeaveNote { draft } => self.leave_note(draft),
            Command::WithdrawNote(note) => self.withdraw_note(note),
            command => self.people_command(command, runner),
        }
    }

    fn people_command(&mut self, command: Command, runner: &mut NetRunner) -> Result<(), Failure> {
        match command {
            Command::Invite { my_role } => self.invite(my_role, runner),
            Command::Join { invitation, my_role } => self.join(&invitation, my_role, runner),
            Command::LookNearby(looking) => self.look_nearby(looking, runner),
            Command::AskNearby { endpoint, my_role } => self.ask_nearby(endpoint, my_role, runner),
            Command::LetTry => self.let_try(runner),
            Command::TypeWords(words) => self.type_words(words, runner),
            Command::ConfirmPerson(recognised) => self.confirm_person(recognised, runner),
            Command::InviteDevice { passphrase } => self.invite_device(&passphrase, runner),
            Command::InviteBack(person) => self.invite_back(person, runner),
            Command::AddDevice => self.add_device(runner),
            Command::RemoveDevice { device, passphrase } => self.remove_device(device, &passphrase, runner),
            Command::WelcomeDevice(device) => self.welcome_device(device),
            Command::CancelPairing => self.cancel_pairing(runner),
            Command::KeepReceiving(yes) => self.keep_receiving(yes),
            Command::SetNetwork(mode) => self.set_network(mode, runner),
            Command::SetRelay(wish) => self.set_relay(wish, runner),
            Command::TestRelay { number, url, token } => {
                self.test_relay(number, url, token, runner);
                Ok(())
            }
            Command::UseInvitedRelay(yes) => self.use_invited_relay(yes, runner),
            Command::KeepInvitedRelay => self.keep_offered_relay(runner),
            Command::SetRetention(days) => self.set_retention(days),
            Command::AddAddress { person, address } => self.add_address(person, address),
            Command::DialNow => {
                self.peers.dial_soon();
                Ok(())
            }
            Command::SaveCarried(to) => self.ask_carried(to),
            Command::OpenCarried(file) => self.open_carried(&file, runner),
            Command::KeepLastWords(keep) => self.keep_last_words(keep),
            Command::TakeBack(device) => self.take_back_lost(device, runner),
            Command::ServeAgain(device) => self.serve_again(device, runner),
            // The rest needs no open vault and was handled before.
            _ => Ok(()),
        }
    }
}
