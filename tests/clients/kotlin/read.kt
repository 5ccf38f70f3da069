/** Reads the library at LIBRARY_URL through the generated classes and prints a summary as JSON, for the test that started it. */
package org.example.library

import com.apollographql.apollo.ApolloClient
import com.apollographql.apollo.api.Optional
import com.apollographql.apollo.api.http.HttpRequest
import com.apollographql.apollo.api.http.HttpResponse
import com.apollographql.apollo.network.http.HttpInterceptor
import com.apollographql.apollo.network.http.HttpInterceptorChain
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import org.example.library.fragment.BlockFields

fun main() {
    val url = checkNotNull(System.getenv("LIBRARY_URL")) { "LIBRARY_URL is not set" }
    val summary = runBlocking { connect(url).use { read(it) + asked(it, url) } }
    println(json(summary))
}

/** The library, each type once. */
private suspend fun read(library: ApolloClient): Map<String, Any?> {
    val many = Optional.present(20)
    val articles = library.query(ArticlesQuery(first = many)).ask().articles!!
    val tools = library.query(ToolsQuery()).ask().tools!!
    val guidance = library.query(WellbeingGuidanceQuery()).ask().wellbeingGuidance!!
    val events = library.query(EventsQuery()).ask().events!!
    val initiatives = library.query(InitiativesQuery()).ask().initiatives!!
    val resources = articles.nodes.map { it.resourceFields } + tools.nodes.map { it.resourceFields } +
        guidance.nodes.map { it.resourceFields } + events.nodes.map { it.resourceFields } +
        initiatives.nodes.map { it.resourceFields }
    val ofLists = listOf(articles.nodes.first().pageFields, tools.nodes.first().pageFields, guidance.nodes.first().pageFields)
    val pages = ofLists + events.nodes.first().pageFields + initiatives.nodes.first().pageFields
    val whole = articles.nodes.first { it.pageFields.slug == "whole-article" }
    val event = events.nodes.single().eventFields
    val heatmap = library.query(HeatmapQuery()).ask().heatmap!!
    val site = library.query(SiteQuery()).ask()
    return mapOf(
        "counts" to mapOf(
            "articles" to articles.totalCount, "tools" to tools.totalCount, "guidance" to guidance.totalCount,
            "events" to events.totalCount, "initiatives" to initiatives.totalCount,
        ),
        "blocks" to resources.flatMap { it.body }.associate { it.blockFields.__typename to words(it.blockFields) },
        "pages" to (listOf("/", "/about/") + pages.map { it.path!! }).associateWith { path ->
            library.query(PageQuery(path)).ask().page!!.__typename
        },
        "nowhere" to library.query(PageQuery("/nowhere/")).ask().page,
        "kind" to whole.articleFields.kind.name,
        "days" to listOf(whole.resourceFields.lastReviewed, whole.resourceFields.reviewDue).map { "${it!!.month} ${it.year}" },
        "start" to event.start.offset.totalSeconds,
        "lasts" to java.time.Duration.between(event.start, event.end).toMinutes(),
        "venue" to listOf(event.venue!!.name, event.venue.latitude, event.venue.longitude),
        "questions" to tools.nodes.flatMap { tool -> tool.toolFields.questionnaire?.questionnaireFields?.sections.orEmpty() }
            .flatMap { section -> section.items.map { it.questionFields.linkId } },
        "cost" to tools.nodes.mapNotNull { it.toolFields.businessCase?.businessCaseFields?.yearlyCost },
        "levels" to guidance.nodes.map { it.wellbeingFields.level.rawValue },
        "stages" to initiatives.nodes.map { it.initiativeFields.stage.rawValue },
        "heatmap" to heatmap.cells.map { it.count },
        "topics" to library.query(TaxonomyQuery()).ask().topics!!.map { it.topicFields.slug }.sorted(),
        "site" to site.site!!.name,
        "redirects" to site.redirects!!.nodes.map { it.oldPath },
    )
}

/** What the block says: each kind of block is a property that is null in all others. */
private fun words(block: BlockFields): String? {
    return block.onRichTextBlock?.text?.richTextFields?.plain
        ?: block.onHeadingBlock?.heading
        ?: block.onQuoteBlock?.quote
        ?: block.onCalloutBlock?.text?.richTextFields?.plain
        ?: block.onKeyFactsBlock?.facts?.single()?.figure
        ?: block.onReflectionBlock?.question
        ?: block.onStepsBlock?.steps?.single()?.stepFields?.title
        ?: block.onChecklistBlock?.items?.single()?.text
        ?: block.onTableBlock?.rows?.first()?.cells?.first()
        ?: block.onAccordionBlock?.sections?.single()?.title
        ?: block.onImageBlock?.image?.imageFields?.alt
        ?: block.onEmbedBlock?.title
        ?: block.onMediaBlock?.title
        ?: block.onDocumentBlock?.title
        ?: block.onResourceLinkBlock?.note
        ?: block.onLinkListBlock?.links?.first()?.title
        ?: block.onReferencesBlock?.items?.single()?.doi
}

/** What the functions of the manual do. */
private suspend fun asked(library: ApolloClient, url: String): Map<String, Any?> {
    val sent = Sent()
    val watched = library.newBuilder().addHttpInterceptor(sent).build()
    val once = watched.toolCards(size = 1).toList()
    val first = sent.requests.toList()
    sent.requests.clear()
    val twice = watched.toolCards(size = 1).toList()
    val refused = refusal { library.query(ToolCardsQuery(first = Optional.present(1000))).ask() }
    val stranger = connect(url) { "nobody's" }.use { refusal { it.query(SiteQuery()).ask() } }
    return mapOf(
        "cards" to twice.map { listOf(it.title, it.kind.rawValue, text(it)) },
        "same" to (once == twice),
        "methods" to listOf(first, sent.requests).map { list -> list.map { it.method.name } },
        "texts" to sent.requests.count { "query=" in it.url },
        "refused" to refused,
        "stranger" to stranger,
    )
}

private suspend fun refusal(ask: suspend () -> Unit): String? =
    try {
        ask()
        "nothing was refused"
    } catch (error: LibraryError) {
        error.code
    }

private class Sent : HttpInterceptor {
    val requests = mutableListOf<HttpRequest>()
    override suspend fun intercept(request: HttpRequest, chain: HttpInterceptorChain): HttpResponse {
        requests += request
        return chain.proceed(request)
    }
}

private fun json(value: Any?): JsonElement = when (value) {
    null -> JsonNull
    is Map<*, *> -> JsonObject(value.entries.associate { (key, below) -> key.toString() to json(below) })
    is List<*> -> JsonArray(value.map(::json))
    is Number -> JsonPrimitive(value)
    is Boolean -> JsonPrimitive(value)
    else -> JsonPrimitive(value.toString())
}
