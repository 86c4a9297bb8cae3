"ISO 8601 in UTC with milliseconds, as the envelope writes it."
utc_now() = Dates.format(now(UTC), dateformat"yyyy-mm-ddTHH:MM:SS.sss") * "Z"

is_control(c::AbstractChar) = !isvalid(c) || iscntrl(c) || c == '\u2028' || c == '\u2029' || '\u200e' <= c <= '\u200f' || '\u202a' <= c <= '\u202e' || '\u2066' <= c <= '\u2069'

"Escapes control characters, so that foreign text cannot forge a line, move a cursor or turn a line round."
function escape_controls(text::AbstractString)
    any(is_control, text) || return String(text)
    return join(!isvalid(c) ? "\ufffd" : is_control(c) ? "\\u" * string(UInt32(c), base = 16, pad = 4) : c for c in text)
end

"At most `most` characters; what is left out is shown by `…`."
cut(text::AbstractString, most::Int) = ncodeunits(text) <= most || length(text) <= most ? String(text) : first(text, most - 1) * "…"

"Characters of a foreign text in a message or a log line."
const MOST_FOREIGN = 200

"Foreign text as it stands in messages and log lines: cut, escaped, in quotation marks."
quoted(text::AbstractString) = repr(cut(text, MOST_FOREIGN))
quoted(value) = cut(repr(value; context = :limit => true), MOST_FOREIGN)

"`[timestamp] [Correlation: <id>] <message>`"
format_log_line(correlation_id, message) = escape_controls("[$(utc_now())] [Correlation: $(cut(correlation_id, MOST_FOREIGN))] $(cut(message, MOST_MESSAGE))")

"Hands the line to `logger`, a function of one string, or to nobody. A logger that throws changes nothing."
function log_trace(logger, correlation_id, message)
    logger === nothing && return
    try
        logger(format_log_line(correlation_id, message))
    catch error
        is_interrupt(error) && rethrow()
        warn_once(SHARED_SILENCE, "logger", error)
    end
    return
end

"A link is a key: in logs and errors it is its origin and the first 8 hex digits of its SHA-256."
function describe_link(url::AbstractString)
    origin = match(r"^[a-zA-Z][a-zA-Z0-9+.-]{0,20}://", url)
    host = origin === nothing ? nothing : match(r"^[^/?#\\\s]{1,512}", SubString(url, ncodeunits(origin.match) + 1))
    shown = host === nothing ? "no URL" : lowercase(origin.match) * escape_controls(cut(last(split(host.match, '@')), MOST_FOREIGN))
    return "$shown#$(bytes2hex(sha256(codeunits(String(url))))[1:8])"
end
