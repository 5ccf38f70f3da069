package wham.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.bulk.BulkItemResponse;
import org.elasticsearch.action.bulk.BulkRequest;
import org.elasticsearch.action.bulk.BulkResponse;
import org.elasticsearch.action.delete.DeleteRequest;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.HandledTransportAction;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.index.reindex.BulkByScrollResponse;
import org.elasticsearch.index.reindex.BulkByScrollTask;
import org.elasticsearch.index.reindex.DeleteByQueryAction;
import org.elasticsearch.index.reindex.DeleteByQueryRequest;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/**
 * Delete-by-query inside the server, which the synonyms API calls to replace or delete a set.
 *
 * <p>The module that has it is missing too. This does what that one caller needs: one round of up
 * to 10,000 documents, which is also the most rules that a set may have. It is not reachable over
 * HTTP: {@code _delete_by_query} stays unknown.
 */
public final class SynonymRuleDeletion extends HandledTransportAction<DeleteByQueryRequest, BulkByScrollResponse> {
    private static final int MOST_DOCUMENTS = 10_000;

    private final Client client;

    @Inject
    public SynonymRuleDeletion(TransportService transport, ActionFilters filters, ThreadPool threads, Client client) {
        this(transport, filters, threads.executor(ThreadPool.Names.GENERIC), client);
    }

    private SynonymRuleDeletion(TransportService transport, ActionFilters filters, Executor executor, Client client) {
        super(DeleteByQueryAction.NAME, transport, filters, DeleteByQueryRequest::new, executor);
        this.client = client;
    }

    @Override
    protected void doExecute(Task task, DeleteByQueryRequest request, ActionListener<BulkByScrollResponse> listener) {
        // The request's own search asks for a scroll, which one page does not need.
        SearchRequest search = new SearchRequest(request.indices()).indicesOptions(request.indicesOptions());
        search.source().query(request.getSearchRequest().source().query()).fetchSource(false).size(MOST_DOCUMENTS);
        client.search(search, listener.delegateFailureAndWrap((next, found) -> delete(request, found, next)));
    }

    private void delete(DeleteByQueryRequest request, SearchResponse found, ActionListener<BulkByScrollResponse> listener) {
        BulkRequest bulk = new BulkRequest();
        for (SearchHit hit : found.getHits()) {
            bulk.add(new DeleteRequest(hit.getIndex(), hit.getId()));
        }
        if (bulk.numberOfActions() == 0) {
            listener.onResponse(response(TimeValue.ZERO, 0, List.of()));
            return;
        }
        bulk.setRefreshPolicy(request.isRefresh() ? RefreshPolicy.IMMEDIATE : RefreshPolicy.NONE);
        client.bulk(bulk, listener.delegateFailureAndWrap((next, done) -> next.onResponse(response(done))));
    }

    private static BulkByScrollResponse response(BulkResponse done) {
        List<BulkItemResponse.Failure> failures = Arrays.stream(done.getItems())
            .filter(BulkItemResponse::isFailed)
            .map(BulkItemResponse::getFailure)
            .toList();
        return response(done.getTook(), done.getItems().length - failures.size(), failures);
    }

    private static BulkByScrollResponse response(TimeValue took, long deleted, List<BulkItemResponse.Failure> failures) {
        long total = deleted + failures.size();
        var status = new BulkByScrollTask.Status(
            null, total, 0, 0, deleted, 1, 0, 0, 0, 0, TimeValue.ZERO, Float.POSITIVE_INFINITY, null, TimeValue.ZERO);
        return new BulkByScrollResponse(took, status, failures, List.of(), false);
    }
}
