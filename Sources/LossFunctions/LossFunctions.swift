// LossFunctions
