// NetTypes
