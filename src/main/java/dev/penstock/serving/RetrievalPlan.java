package dev.penstock.serving;

import dev.penstock.model.ReadAnswer;
import dev.penstock.model.ReadAnswer.Column;
import dev.penstock.offline.PointInTimeRequest;
import dev.penstock.offline.PointInTimeScan.Chunk;
import dev.penstock.offline.PointInTimeScan.Found;
import dev.penstock.serving.FeatureSet.Part;
import dev.penstock.table.Layout;
import java.util.ArrayList;
import java.util.List;

/// What to join for a request, and how each chunk of the answer is put together.
///
/// @param parts one per join of the request, in their order
/// @param layout of the answer
record RetrievalPlan(PointInTimeRequest request, List<Part> parts, Layout layout) {
  // Of the JSON: a status, a time and punctuation.
  private static final int BYTES_BESIDE_A_VALUE = 48;

  RetrievalPlan {
    parts = List.copyOf(parts);
  }

  /// The features of some rows, by view in order of first reference.
  ReadAnswer answer(Chunk chunk) {
    var columns = new ArrayList<Column>();
    long bytes = 0;
    for (int view = 0; view < parts.size(); view++) {
      Part part = parts.get(view);
      Found found = chunk.views().get(view);
      for (int feature = 0; feature < part.columns().size(); feature++) {
        var values = found.features().get(feature);
        columns.add(
            new RetrievedColumn(part.columns().get(feature), part.view().name(), found, values));
        bytes += 2 * values.totalLength() + (long) chunk.rows() * BYTES_BESIDE_A_VALUE;
      }
    }
    return new ReadAnswer(chunk.rows(), columns, List.of(), bytes);
  }
}
