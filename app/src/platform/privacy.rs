//! What egui would tell the system and must not: selected words to the primary selection, links to a browser.

use egui::{Context, FullOutput, OutputCommand, Plugin};

/// Takes such words out of egui's output before the window system sees them.
#[derive(Debug, Default)]
pub struct Privacy;

impl Plugin for Privacy {
    fn debug_name(&self) -> &'static str {
        "privacy"
    }

    fn output_hook(&mut self, _ctx: &Context, output: &mut FullOutput) {
        let leaks = |command: &OutputCommand| {
            matches!(command, OutputCommand::TextSelectionSettled(_) | OutputCommand::OpenUrl(_))
        };
        output.platform_output.commands.retain(|command| !leaks(command));
    }
}

/// Makes egui forget everything but how it looks: carets, scroll places, the keyboard's place, textures of icons.
pub fn forget(ctx: &Context) {
    ctx.memory_mut(|memory| {
        let options = std::mem::take(&mut memory.options);
        *memory = egui::Memory::default();
        memory.options = options;
    });
    ctx.request_repaint();
}
