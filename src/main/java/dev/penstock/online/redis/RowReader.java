package dev.penstock.online.redis;

import dev.penstock.model.StoredRow;
import dev.penstock.online.OnlineStore.Lookup;
import dev.penstock.work.Job;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads for all requests of one natural batch in one pipeline.
final class RowReader {
  private final Servers servers;
  private final Supplier<Layout> layout;
  private final WholeHash whole = new WholeHash();

  RowReader(Servers servers, Supplier<Layout> layout) {
    this.servers = servers;
    this.layout = layout;
  }

  /// Completes or fails each job.
  Future<Void> read(List<Job<List<Lookup>, List<List<@Nullable StoredRow>>>> jobs) {
    Layout current = layout.get();
    var reads = jobs.stream().map(job -> new RequestReads(job.work(), current, whole)).toList();
    var commands = new ArrayList<Command>();
    int[] starts = new int[reads.size() + 1];
    for (int job = 0; job < reads.size(); job++) {
      commands.addAll(reads.get(job).commands());
      starts[job + 1] = commands.size();
    }
    return servers
        .send(commands)
        .map(answers -> {
          for (int job = 0; job < reads.size(); job++) {
            tell(jobs.get(job), reads.get(job), answers.subList(starts[job], starts[job + 1]));
          }
          return null;
        });
  }

  private static void tell(
      Job<List<Lookup>, List<List<@Nullable StoredRow>>> job,
      RequestReads reads,
      List<Answer> answers) {
    try {
      job.complete(reads.rows(answers));
    } catch (RuntimeException failure) {
      job.fail(failure);
    }
  }
}
