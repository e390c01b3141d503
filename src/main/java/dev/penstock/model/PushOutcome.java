package dev.penstock.model;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What became of a push, per target.
public record PushOutcome(PushPlan plan, List<Target> online, List<Target> offline) {
  public PushOutcome {
    online = List.copyOf(online);
    offline = List.copyOf(offline);
  }

  public boolean stored() {
    return targets().noneMatch(Target::failed);
  }

  /// The targets whose write failed, online before offline.
  public List<Target> failures() {
    return targets().filter(Target::failed).toList();
  }

  /// What is left to do: the plan, with the targets that failed only.
  public PushPlan unstored() {
    var views = failed(online);
    var sources = failed(offline);
    return plan.of(
        plan.online().stream().filter(to -> views.contains(to.rows().view().name())).toList(),
        plan.offline().stream().filter(to -> sources.contains(to.source().name())).toList());
  }

  private static Set<String> failed(List<Target> targets) {
    return targets.stream().filter(Target::failed).map(Target::name).collect(Collectors.toSet());
  }

  private Stream<Target> targets() {
    return Stream.concat(online.stream(), offline.stream());
  }

  /// One store that a push went to.
  ///
  /// @param name of a feature view or a batch source
  public record Target(String name, Result result) {
    public boolean failed() {
      return result instanceof Failed;
    }

    /// `driver_stats UNAVAILABLE: redis does not answer`; the name alone where nothing has failed.
    public String reason() {
      return switch (result) {
        case Failed(var kind, var message, var _) -> name + " " + kind + ": " + message;
        case Stored _ -> name;
      };
    }
  }

  /// How the write to one target ended.
  public sealed interface Result {}

  /// The write is durable.
  ///
  /// @param stale rows that were not newer than what was stored, or than others of the same push
  public record Stored(int written, int stale) implements Result {}

  /// The write failed; any subset of the rows may be stored.
  ///
  /// @param rows how many were meant for the target
  public record Failed(FailureKind kind, String message, int rows) implements Result {}
}
