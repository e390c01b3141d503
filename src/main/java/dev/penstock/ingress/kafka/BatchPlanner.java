package dev.penstock.ingress.kafka;

import dev.penstock.config.TopicConfig;
import dev.penstock.ingress.kafka.KafkaIngress.Planner;
import dev.penstock.ingress.kafka.PlannedBatch.Piece;
import dev.penstock.ingress.kafka.RecordRow.Aim;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.Problem;
import dev.penstock.model.PushException;
import dev.penstock.model.PushPlan;
import dev.penstock.model.PushRequest;
import dev.penstock.model.PushRequest.Handling;
import dev.penstock.model.PushRequest.ToPushSource;
import dev.penstock.model.RecordRange;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Makes pushes of records: each record is stored whole, or is a bad one. Used by one thread at a
/// time.
final class BatchPlanner {
  private final TopicConfig topic;
  private final RecordFormat format;
  private final Planner planner;
  private final Supplier<Definitions> definitions;
  private final InstantSource ingestion;
  private final Map<String, SourceColumns> columns = new HashMap<>();

  BatchPlanner(
      TopicConfig topic, RecordFormat format, Planner planner, Supplier<Definitions> definitions) {
    this(topic, format, planner, definitions, InstantSource.system());
  }

  /// @param ingestion tells when records were ingested
  BatchPlanner(
      TopicConfig topic,
      RecordFormat format,
      Planner planner,
      Supplier<Definitions> definitions,
      InstantSource ingestion) {
    this.topic = topic;
    this.format = format;
    this.planner = planner;
    this.definitions = definitions;
    this.ingestion = ingestion;
  }

  /// The pushes of some records, one after the other in their partition.
  ///
  /// - **Fails** by throwing `PUSH_SOURCE_NOT_FOUND` when nobody consumes the push source of the
  ///   topic (any more).
  ///
  /// @param stream names the partition for ever
  PlannedBatch plan(String stream, List<ConsumerRecord<byte[], byte[]>> records) {
    var bad = new TreeMap<Integer, BadRecord>();
    var batch = new Batch(definitions.get(), stream, records, bad);
    List<Piece> pieces = batch.pieces();
    // Rows of a record that another of its rows makes a bad one are left out by a second look.
    while (batch.hasRowsOfBadRecords()) {
      batch = new Batch(batch.snapshot, stream, records, bad);
      pieces = batch.pieces();
    }
    return new PlannedBatch(pieces, List.copyOf(bad.values()));
  }

  private final class Batch {
    private final Definitions snapshot;
    private final String stream;
    private final List<ConsumerRecord<byte[], byte[]>> records;
    private final Map<Integer, BadRecord> bad;
    private final Map<Optional<Aim>, RowGroup> groups = new LinkedHashMap<>();
    private boolean rowsOfBadRecords;

    Batch(
        Definitions snapshot,
        String stream,
        List<ConsumerRecord<byte[], byte[]>> records,
        Map<Integer, BadRecord> bad) {
      this.snapshot = snapshot;
      this.stream = stream;
      this.records = records;
      this.bad = bad;
    }

    /// Whether some record turned out bad of which a row is in a piece.
    boolean hasRowsOfBadRecords() {
      return rowsOfBadRecords;
    }

    List<Piece> pieces() {
      for (int at = 0; at < records.size(); at++) {
        if (!bad.containsKey(at)) {
          take(at);
        }
      }
      var pieces = new ArrayList<Piece>();
      groups.forEach((aim, group) -> piece(aim, group).ifPresent(pieces::add));
      return pieces;
    }

    private void take(int at) {
      var record = records.get(at);
      int taken = 0;
      try {
        for (RecordRow row : format.rows(record)) {
          group(row.aim()).add(row, record, at);
          taken++;
        }
      } catch (BadRecordException unreadable) {
        bad.put(at, new BadRecord(record, reason(unreadable), unreadable.column()));
        rowsOfBadRecords |= taken > 0;
      }
    }

    private RowGroup group(Optional<Aim> aim) {
      return groups.computeIfAbsent(aim, unread -> new RowGroup(columns(aim), records.size()));
    }

    private SourceColumns columns(Optional<Aim> aim) {
      String source = aim.map(Aim::pushSource).orElseGet(BatchPlanner.this::pushSource);
      var known = columns.get(source);
      if (known == null || known.snapshot() != snapshot) {
        if (snapshot.consumers(source).isEmpty()) {
          throw unknown(source, aim.isPresent());
        }
        known = SourceColumns.of(snapshot, source, topic, ingestion);
        columns.put(source, known);
      }
      return known;
    }

    private Optional<Piece> piece(Optional<Aim> aim, RowGroup group) {
      var request = request(aim, group, Handling.LENIENT);
      PushPlan plan = planner.plan(request, snapshot);
      if (plan.rejectedRows() > 0) {
        leaveOut(aim, group, plan);
      }
      if (plan.rows() == plan.rejectedRows()) {
        return Optional.empty();
      }
      return Optional.of(new Piece(plan, range(aim, group, plan)));
    }

    /// Each bad record is looked at alone, for a reason of its own.
    private void leaveOut(Optional<Aim> aim, RowGroup group, PushPlan plan) {
      var badHere = new TreeSet<Integer>();
      plan.leftOut().stream().forEach(row -> badHere.add(group.record(row)));
      badHere.forEach(at -> bad.put(at, alone(aim, at)));
      // Their other rows are still among the others.
      rowsOfBadRecords |= groups.size() > 1 || group.hasMoreRows(badHere, plan.leftOut());
    }

    private BadRecord alone(Optional<Aim> aim, int at) {
      var record = records.get(at);
      var group = new RowGroup(columns(aim), 1);
      format.rows(record).stream()
          .filter(row -> row.aim().equals(aim))
          .forEach(row -> group.add(row, record, at));
      try {
        PushPlan _ = planner.plan(request(aim, group, Handling.STRICT), snapshot);
        throw new IllegalStateException("a row is bad among others only");
      } catch (InvalidRequestException refusal) {
        Problem first = refusal.problems().getFirst();
        return new BadRecord(record, first.message(), column(first));
      }
    }

    private PushRequest request(Optional<Aim> aim, RowGroup group, Handling handling) {
      return new PushRequest(
          stream + "/" + records.getFirst().offset(),
          new ToPushSource(aim.map(Aim::pushSource).orElseGet(BatchPlanner.this::pushSource)),
          aim.map(Aim::to).orElse(topic.to()),
          handling,
          group.table());
    }

    /// Where a stream is is remembered for all rows of a batch source together, so that rows with
    /// aims of their own are streams of their own.
    private RecordRange range(Optional<Aim> aim, RowGroup group, PushPlan plan) {
      String name =
          aim.map(own -> "%s/%s/%s".formatted(stream, own.pushSource(), own.to().word()))
              .orElse(stream);
      var offsets = new long[plan.rows() - plan.rejectedRows()];
      int row = 0;
      for (int next = 0; next < offsets.length; next++, row++) {
        row = plan.leftOut().nextClearBit(row);
        offsets[next] = records.get(group.record(row)).offset();
      }
      return new RecordRange(name, offsets, records.getLast().offset() + 1);
    }
  }

  private String pushSource() {
    return topic
        .pushSource()
        .orElseThrow(() ->
            new BadRecordException("the record names no push source, and neither does its topic"));
  }

  private static RuntimeException unknown(String source, boolean byRecord) {
    String message = "no feature view consumes push source '" + source + "'";
    return byRecord
        ? new BadRecordException(message)
        : new PushException(FailureKind.PUSH_SOURCE_NOT_FOUND, message);
  }

  private static String reason(BadRecordException unreadable) {
    return String.valueOf(unreadable.getMessage());
  }

  /// Places are `body`, `df`, column, row.
  private static Optional<String> column(Problem problem) {
    return problem.loc().size() > 2
        ? Optional.of(String.valueOf(problem.loc().get(2)))
        : Optional.empty();
  }
}
