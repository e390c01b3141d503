package dev.penstock.jobs;

import dev.penstock.model.JobKind;
import dev.penstock.model.JobRequest;
import dev.penstock.model.MaterializeRequest;
import dev.penstock.model.ReplayRequest;
import dev.penstock.model.RetrievalRequest;
import dev.penstock.model.VerifyRequest;
import io.vertx.core.Future;

/// Who does which job.
public record JobWorks(
    JobWork<MaterializeRequest> materialization,
    JobWork<VerifyRequest> verification,
    JobWork<RetrievalRequest> retrieval,
    JobWork<ReplayRequest> replay) {

  /// As [JobWork#plan], by whoever does what is asked for.
  Future<NewJob> plan(JobRequest request) {
    return switch (request) {
      case MaterializeRequest wanted -> materialization.plan(wanted);
      case VerifyRequest wanted -> verification.plan(wanted);
      case RetrievalRequest wanted -> retrieval.plan(wanted);
      case ReplayRequest wanted -> replay.plan(wanted);
    };
  }

  JobWork<?> of(JobKind kind) {
    return switch (kind) {
      case MATERIALIZE, MATERIALIZE_INCREMENTAL -> materialization;
      case VERIFY -> verification;
      case HISTORICAL_RETRIEVAL -> retrieval;
      case REPLAY -> replay;
    };
  }
}
