package dev.penstock.ingress.http;

import dev.penstock.bus.ScheduleCommand;
import dev.penstock.bus.ScheduleCommand.Action;
import dev.penstock.bus.ScheduleObeyed;
import dev.penstock.ingress.ScheduleService;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.ScheduleStatus;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// `/schedules`: what runs again and again, and when.
final class ScheduleEndpoints {
  private final ScheduleService schedules;

  ScheduleEndpoints(ScheduleService schedules) {
    this.schedules = schedules;
  }

  Map<String, Endpoint> endpoints() {
    return Map.of(
        "/schedules", Endpoint.get(this::list),
        "/schedules/{name}/run", Endpoint.post(exchange -> command(exchange, Action.RUN, 202)),
        "/schedules/{name}/pause", Endpoint.post(exchange -> command(exchange, Action.PAUSE, 200)),
        "/schedules/{name}/resume",
            Endpoint.post(exchange -> command(exchange, Action.RESUME, 200)));
  }

  private Future<Answer> list(Exchange exchange) {
    return schedules
        .find()
        .map(found -> {
          var out = new JsonWriter();
          out.raw("{\"schedules\":[");
          for (int at = 0; at < found.schedules().size(); at++) {
            if (at > 0) {
              out.raw(',');
            }
            write(out, found.schedules().get(at));
          }
          out.raw("]}");
          return Answer.json(200, out);
        });
  }

  private Future<Answer> command(Exchange exchange, Action action, int status) {
    exchange.subject(exchange.variable());
    return schedules
        .command(new ScheduleCommand(action, exchange.variable()))
        .map(obeyed -> answer(exchange.variable(), obeyed, status));
  }

  private static Answer answer(String name, ScheduleObeyed obeyed, int status) {
    if (obeyed.schedule().isEmpty()) {
      return HttpAnswers.detail(404, "there is no schedule " + HttpAnswers.cut(name, 100));
    }
    if (obeyed.busy()) {
      return HttpAnswers.detail(
          409, "a run of schedule " + name + " is under way, here or in another process");
    }
    var out = new JsonWriter();
    write(out, obeyed.schedule().get());
    return Answer.json(status, out);
  }

  private static void write(JsonWriter out, ScheduleStatus schedule) {
    out.raw("{\"name\":");
    out.text(schedule.name());
    out.raw(",\"trigger\":");
    out.text(schedule.trigger());
    out.raw(",\"views\":[");
    for (int at = 0; at < schedule.views().size(); at++) {
      if (at > 0) {
        out.raw(',');
      }
      out.text(schedule.views().get(at));
    }
    out.raw("],\"paused\":");
    out.bool(schedule.paused());
    out.raw(",\"running\":");
    out.bool(schedule.running());
    out.raw(",\"done\":");
    write(out, schedule.done().map(Instant::toString));
    out.raw(",\"begun\":");
    write(out, schedule.begun().map(Instant::toString));
    out.raw(",\"next\":");
    write(out, schedule.next().map(Instant::toString));
    out.raw(",\"error\":");
    write(out, schedule.error());
    out.raw('}');
  }

  private static void write(JsonWriter out, Optional<String> text) {
    if (text.isPresent()) {
      out.text(text.get());
    } else {
      out.nothing();
    }
  }
}
