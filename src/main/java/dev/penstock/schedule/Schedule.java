package dev.penstock.schedule;

import dev.penstock.model.FeatureView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Something that is to be run again and again.
///
/// @param views names of the views that it is about; all, as far as the tags say, when empty
/// @param tags that a view has to have
/// @param jitter how much later than due a run may begin, so that not everything begins at once
/// @param paused whether it begins paused, before anybody has said so or otherwise
public record Schedule(
    String name,
    List<String> views,
    Map<String, String> tags,
    Trigger trigger,
    WindowRule window,
    Duration jitter,
    Retry retry,
    boolean paused) {
  public Schedule {
    views = List.copyOf(views);
    tags = Map.copyOf(tags);
  }

  /// Whether it is about a view.
  public boolean picks(FeatureView view) {
    return view.online()
        && (views.isEmpty() || views.contains(view.name()))
        && view.tags().entrySet().containsAll(tags.entrySet());
  }

  /// When a run begins that is due then: the same time in every process, and another one for every
  /// schedule and due time.
  public Instant begin(Instant due) {
    var random = new SplittableRandom(31 * due.toEpochMilli() + name.hashCode());
    return due.plusMillis(random.nextLong(jitter.toMillis() + 1));
  }
}
