package dev.penstock.ingress;

import dev.penstock.bus.Routes;
import dev.penstock.bus.ScheduleCommand;
import dev.penstock.bus.ScheduleObeyed;
import dev.penstock.bus.SchedulesFound;
import dev.penstock.bus.SchedulesQuery;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.time.Duration;

/// Asks what becomes of schedules, and for something to be done about them.
///
/// - **Fails** as the store of the leases does, and with `DRAINING` when the process is being
///   stopped.
public final class ScheduleService {
  private final EventBus bus;
  private final Duration timeout;

  /// @param timeout of an answer
  public ScheduleService(EventBus bus, Duration timeout) {
    this.bus = bus;
    this.timeout = timeout;
  }

  public Future<SchedulesFound> find() {
    return Routes.SCHEDULES_FIND.ask(bus, new SchedulesQuery(), timeout);
  }

  public Future<ScheduleObeyed> command(ScheduleCommand command) {
    return Routes.SCHEDULE_COMMAND.ask(bus, command, timeout);
  }
}
