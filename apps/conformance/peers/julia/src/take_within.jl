# Waiting with a limit.

struct Expired <: Exception end

"The next item of a channel; `nothing` after `timeout` ms (0 for no limit) or when it is closed."
function take_within(channel::Channel, timeout::Int)
    deadline = timeout == 0 ? Inf : time() + timeout / 1000
    timer = timeout == 0 ? nothing : Timer(_ -> wake(channel), (timeout + 2) / 1000)
    try
        while !isready(channel)
            (isopen(channel) && time() < deadline) || return nothing
            try
                wait(channel)
            catch error
                (error isa Expired || error isa InvalidStateException) || rethrow()
            end
        end
        return take!(channel)
    finally
        timer === nothing || close(timer)
    end
end

"Wakes whoever waits for the channel without putting anything into it."
function wake(channel::Channel)
    lock(channel)
    try
        notify(channel.cond_wait, Expired(); error = true)
    finally
        unlock(channel)
    end
end
