package dev.penstock.bus;

import dev.penstock.model.ScheduleStatus;
import java.util.Optional;

/// The answer to a [ScheduleCommand], once it is obeyed.
///
/// @param schedule as it is now; empty when there is none of the name
/// @param busy whether a run was refused because one is under way, here or elsewhere
public record ScheduleObeyed(Optional<ScheduleStatus> schedule, boolean busy) {}
