"ISO 8601 in UTC with milliseconds, as the envelope writes it."
utc_now() = Dates.format(now(UTC), dateformat"yyyy-mm-ddTHH:MM:SS.sss") * "Z"

"Escapes control characters, so that foreign text cannot forge a line or move a cursor."
escape_controls(text::AbstractString) =
    join(iscntrl(c) || c == '\u2028' || c == '\u2029' ? "\\u" * string(UInt32(c), base = 16, pad = 4) : c for c in text)

"`[timestamp] [Correlation: <id>] <message>`"
format_log_line(correlation_id, message) = escape_controls("[$(utc_now())] [Correlation: $correlation_id] $message")

"Hands the line to `logger`, a function of one string, or to nobody."
log_trace(logger, correlation_id, message) = (logger === nothing || logger(format_log_line(correlation_id, message)); nothing)

"Removes user, password and token from a broker URL or a comma-separated list of them."
strip_credentials(servers::AbstractString) = replace(servers, r"([a-z][a-z0-9+.-]*://)?[^/?#,\s]*@"i => s"\1")

"A URL fit for logs and errors: without credentials, query and fragment (signed links carry secrets there)."
function redact_url(url::AbstractString)
    bare = first(split(url, r"[?#]"; limit = 2))
    return strip_credentials(String(bare)) * (bare == url ? "" : "?…")
end
