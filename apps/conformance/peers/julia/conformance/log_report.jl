# What is told of the log of a job. See PROTOCOL.md.

"Counts what is logged, and keeps the first line that holds a control character or a text that must not be told."
mutable struct LogReport
    secret::String
    lines::Int
    characters::Int
    longest::Int
    foul::Union{String,Nothing}
end

function log_of(job)
    secret = get(get(job, "options", Dict()), "log", nothing)
    return secret === nothing ? nothing : LogReport(secret, 0, 0, 0, nothing)
end

function (log::LogReport)(line)
    log.lines += 1
    log.characters += length(line)
    log.longest = max(log.longest, length(line))
    is_foul = occursin(log.secret, line) || any(c -> iscntrl(c) || c == '\u2028' || c == '\u2029', line)
    is_foul && log.foul === nothing && (log.foul = first(line, 500))
    return
end

report(log::LogReport) = Dict("lines" => log.lines, "characters" => log.characters, "longest" => log.longest, "foul" => log.foul)
