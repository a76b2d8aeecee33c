import Commands

Application.run()
