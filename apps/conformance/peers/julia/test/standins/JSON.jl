# Stands in for JSON.jl 1: `Object` keeps the order of its members.
module JSON

mutable struct Object{K,V} <: AbstractDict{K,V}
    members::Vector{Pair{K,V}}
    Object{K,V}() where {K,V} = new{K,V}(Pair{K,V}[])
end
function Base.setindex!(object::Object, value, key)
    at = findfirst(pair -> pair.first == key, object.members)
    at === nothing ? push!(object.members, key => value) : (object.members[at] = key => value)
    return object
end
Base.iterate(object::Object, state...) = iterate(object.members, state...)
Base.length(object::Object) = length(object.members)
Base.get(object::Object, key, default) = (at = findfirst(pair -> pair.first == key, object.members); at === nothing ? default : object.members[at].second)

end
